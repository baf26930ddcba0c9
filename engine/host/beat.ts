/** What a host tells of itself each second. */
import type { Executor } from '../runtime'
import { isoFromNs, type NodeReadout, type NodeState } from '../sdk'
import type { HostMessage } from '../wire/control'
import type { Transport } from '../wire/transport'
import type { HostRun } from './host-run'
import type { Planned } from './schedule'

type Beat = Extract<HostMessage, { type: 'heartbeat' }>
type NodeBeat = Beat['nodes'][number]

export interface BeatInput {
  readonly run: HostRun
  readonly executor: Executor
  readonly transport: Transport
  readonly planned: Planned
  /** Why the host does nothing any more, null while it does. */
  readonly failure: string | null
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
export function beatOf(input: BeatInput | null, cpu: number): Beat {
  const rssBytes = process.memoryUsage.rss()
  if (!input) return { type: 'heartbeat', nodes: [], links: [], cpu, rssBytes }
  return { type: 'heartbeat', nodes: nodeBeats(input), links: linkBeats(input), cpu, rssBytes }
}

function nodeBeats({ run, executor, planned, failure }: BeatInput): NodeBeat[] {
  const { plan } = planned.assignment
  const step = Math.min(run.step, run.timeline.length)
  const tsNs = step > 0 ? run.timeline[step - 1] : undefined
  return plan.nodes
    .filter(({ index }) => planned.part.own.has(index))
    .map(({ index }) => {
      const readout = executor.readout(index)
      const state = stateOf(readout, planned.part.stopped.has(index), run.hasFinished, failure)
      return {
        node: index,
        state,
        step,
        ts: tsNs === undefined ? null : isoFromNs(tsNs),
        eventsIn: readout.eventsIn,
        eventsOut: readout.eventsOut,
        ready: readout.ready ?? true,
        pnl: finite(readout.pnl),
        values: Object.fromEntries(
          Object.entries(readout.values ?? {}).map(([name, value]) => [
            name,
            typeof value === 'number' ? finite(value) : value,
          ]),
        ),
        blocked: readout.blocked ?? {},
        note: failure ?? (readout.halted ? 'halted: no new order passes' : null),
      }
    })
}

function stateOf(readout: NodeReadout, isStopped: boolean, isDone: boolean, failure: string | null): NodeState {
  if (failure !== null) return 'failed'
  if (isStopped) return 'stopped'
  if (isDone) return 'finished'
  return readout.halted ? 'degraded' : 'running'
}

/** Links into this host's nodes: events so far, and what waits to be handled. Nothing is ever dropped on them. */
function linkBeats({ executor, transport }: BeatInput): Beat['links'] {
  const queued = new Map(
    [...transport.inChannels].filter(({ type }) => type !== 'report').map((one) => [one.link, one.queued]),
  )
  return executor.linkEvents().map(({ link, events }) => ({ link, events, queued: queued.get(link) ?? 0, dropped: 0 }))
}

function finite(value: number | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
