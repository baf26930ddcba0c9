/** The journals of a run on the wall clock, as they lie on the disk. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { HostAssignment } from '../../wire/control'
import type { JournalEntry } from '../journal'
import { readOldest } from '../snapshot'
import type { Arrival, LiveState } from './live-state'
import { isSourceBatch } from './source-batch'

export interface HostJournal {
  readonly host: string
  readonly dir: string
  readonly state: LiveState
  /** What of it is not there, file by file, and snapshots that were passed over. */
  readonly gaps: readonly string[]
  readonly passedOver: readonly string[]
  /** Hosts of the run, by this host's assignments. */
  readonly knownHosts: readonly string[]
  /** Whatever changed what was computed, oldest first: messages and batches of sources, and what guards were told. */
  readonly tail: readonly JournaledInput[]
}

export type JournaledInput = Uint8Array | Exclude<Arrival, { readonly type: 'batch' }>

/** There is nothing in a folder that could be run again; the message says what was looked for. */
export class RerunError extends Error {
  override readonly name = 'RerunError'
}

/** Messages of other hosts in a journal, those that its snapshot has taken over first. */
export function messagesIn({ state, tail }: HostJournal): Uint8Array[] {
  const messages = tail.flatMap((entry) => (entry instanceof Uint8Array && !isSourceBatch(entry) ? [entry] : []))
  return [...state.ins.flatMap(({ queue }) => queue), ...messages]
}

/** @param dir the folder with one folder for each host. @throws RerunError, or JournalError where one can't be read. */
export function readJournals(dir: string): HostJournal[] {
  if (!existsSync(dir)) throw new RerunError(`${dir} is not there: give the folder of a paper run, or its --out folder`)
  const journals = readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readJournal(name, join(dir, name)))
  if (journals.length === 0) throw new RerunError(`${dir} holds no journal of a paper run`)
  const gaps = [...journals.flatMap((one) => one.gaps), ...absent(dir, journals)]
  if (gaps.length > 0)
    throw new RerunError(
      ['not all that came in is in the journals, so that it can’t be run again:', ...gaps, REMEDY].join('\n  '),
    )
  return journals
}

const REMEDY = 'Copy the folder again from where the run was made, or take the damaged files from a copy.'

/** Hosts that the run had and that no snapshot is left of. */
function absent(dir: string, journals: readonly HostJournal[]): string[] {
  const isThere = new Set(journals.map(({ host }) => host))
  const known = new Set(journals.flatMap(({ knownHosts }) => knownHosts))
  return [...known].filter((host) => !isThere.has(host)).map((host) => `${join(dir, host)} holds no whole snapshot`)
}

function readJournal(host: string, dir: string): HostJournal[] {
  const kept = readOldest<LiveState>(dir)
  if (!kept) return []
  if (!('clockNs' in kept.state)) throw new RerunError(`${dir} is of a replay: "patchbay parity" compares those`)
  const tail = kept.tail.flatMap(inputOf)
  const { state, gaps, damaged: passedOver } = kept
  const later = kept.tail.flatMap((entry) => (entry.type === 'assign' ? [entry.assignment] : []))
  const knownHosts = [state.assignment, ...later].flatMap(hostsAtWork)
  return [{ host, dir, state, tail, gaps, passedOver, knownHosts }]
}

/** Hosts with a node that is not stopped: the others have never begun, or have left their journal before. */
function hostsAtWork({ placements, stopped }: HostAssignment): string[] {
  return placements.filter(({ nodes }) => nodes.some((node) => !stopped.includes(node))).map(({ host }) => host)
}

/** What an entry of a journal means here: nothing, for what only a replay writes. */
export function inputOf(entry: JournalEntry): JournaledInput[] {
  if (entry.type === 'data') return [Uint8Array.from(entry.bytes)]
  return entry.type === 'begun' ? [] : [entry]
}
