/** What a host tells of itself each second. */
import type { Executor } from '../runtime'
import { isoFromNs, type Mode, type NodeReadout, type NodeState } from '../sdk'
import type { Transport } from '../wire/transport'
import type { Beat } from './hosted-run'
import type { Planned } from './schedule'

type NodeBeat = Beat['nodes'][number]

export interface BeatInput {
  readonly executor: Executor
  readonly transport: Transport
  readonly planned: Planned
  /** Why the host does nothing any more, null while it does. */
  readonly failure: string | null
  /** Steps handled, and the instant of the last one; null before there was one. */
  readonly step: number
  readonly tsNs: bigint | null
  readonly isDone: boolean
  /** What a node says besides its own readout; `trouble` is shown and makes it degraded. */
  extraOf?(node: number): NodeExtra
  /** Events of a link that its reader has missed. */
  missedOn?(link: number): number
  /** How long a link's events take. */
  hopOf?(link: number): { readonly latencyMsP50: number | null; readonly latencyMsP99: number | null }
  /** What this process runs as: gateways tell it. */
  readonly mode: Mode
}

export interface NodeExtra {
  readonly trouble?: string | null
  readonly eventsOut?: number
  readonly values?: Readonly<Record<string, number | null>>
}

/** Measures this process's share of a core between two beats. */
export class CpuMeter {
  private before = process.cpuUsage()
  private atMs = performance.now()

  share(): number {
    const used = process.cpuUsage(this.before)
    const nowMs = performance.now()
    const share = (used.user + used.system) / 1_000 / Math.max(1, nowMs - this.atMs)
    this.before = process.cpuUsage()
    this.atMs = nowMs
    return share
  }
}

/** The heartbeat; without nodes before there are any. */
export function beatOf(told: Pick<Beat, 'nodes' | 'links'> | null, cpu: number): Beat {
  const { nodes, links } = told ?? { nodes: [], links: [] }
  return { type: 'heartbeat', nodes, links, cpu, rssBytes: process.memoryUsage.rss() }
}

/** What a run's nodes and links are to tell. */
export function beatsOf(input: BeatInput): Pick<Beat, 'nodes' | 'links'> {
  return { nodes: nodeBeats(input), links: linkBeats(input) }
}

function nodeBeats(input: BeatInput): NodeBeat[] {
  const { executor, planned, failure, step, tsNs, isDone } = input
  const { own, stopped } = planned.part
  return planned.assignment.plan.nodes
    .filter(({ index }) => own.has(index))
    .map(({ index, category }) => {
      const readout = executor.readout(index)
      const { trouble = null, eventsOut = 0, values } = input.extraOf?.(index) ?? {}
      const state = stateOf(readout, stopped.has(index), isDone, failure)
      const figures = Object.entries({ ...readout.values, ...values })
      return {
        node: index,
        state: trouble !== null && state === 'running' ? 'degraded' : state,
        step,
        ts: tsNs === null ? null : isoFromNs(tsNs),
        eventsIn: readout.eventsIn,
        eventsOut: readout.eventsOut + eventsOut,
        ready: readout.ready ?? true,
        pnl: finite(readout.pnl),
        values: Object.fromEntries(
          figures.map(([name, value]) => [name, typeof value === 'number' ? finite(value) : value]),
        ),
        blocked: readout.blocked ?? {},
        note: failure ?? (readout.halted ? 'halted: no new order passes' : trouble),
        ...(readout.control ? { control: readout.control } : {}),
        ...(category === 'gateway' ? { mode: input.mode } : {}),
      }
    })
}

function stateOf(readout: NodeReadout, isStopped: boolean, isDone: boolean, failure: string | null): NodeState {
  if (failure !== null) return 'failed'
  if (isStopped) return 'stopped'
  if (isDone) return 'finished'
  return readout.halted ? 'degraded' : 'running'
}

/** Links into this host's nodes: events so far, what waits to be handled, and what was missed. */
function linkBeats({ executor, transport, missedOn, hopOf }: BeatInput): Beat['links'] {
  const queued = new Map(
    [...transport.inChannels].filter(({ type }) => type !== 'report').map((one) => [one.link, one.queued]),
  )
  const values = new Map(executor.lastValues().map(({ link, value }) => [link, value]))
  return executor.linkEvents().map(({ link, events }) => ({
    link,
    events,
    queued: queued.get(link) ?? 0,
    dropped: missedOn?.(link) ?? 0,
    lastValue: values.get(link) ?? null,
    ...hopOf?.(link),
  }))
}

function finite(value: number | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
