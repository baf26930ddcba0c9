/** Starting, running and stopping graphs over processes. */
import type { DeploymentInfo, Topology } from '../engine/sdk'
import type { BenchHome } from './home'
import { readUse } from './processes'

export interface GraphFigures {
  readonly nodes: number
  /** From the request to the first heartbeat of the last node. */
  readonly startMs: number
  /** Of all its hosts and the supervisor, while it runs. */
  readonly pssBytes: number
  readonly rssBytes: number
  /** Share of one core while it replays at the given speed. */
  readonly cpu: number
  /** From the request to the last process gone. */
  readonly stopMs: number
}

/** Starts a replay, lets it run for a while at a speed, and stops it. */
export async function measureGraph(
  bench: BenchHome,
  id: string,
  topology: Topology,
  options: { speed: number; runMs: number },
): Promise<GraphFigures> {
  const { client } = bench
  const pid = bench.supervisor.pid ?? 0
  const startedAt = performance.now()
  const allBeat = firstHeartbeats(bench, id, topology.nodes.length)
  await client.start({ id, topologyId: null, revision: null, topology, mode: 'replay', speed: options.speed, seed: 1 })
  await allBeat
  const startMs = performance.now() - startedAt
  const before = readUse(pid)
  const from = performance.now()
  await new Promise((resolve) => setTimeout(resolve, options.runMs))
  const after = readUse(pid)
  const cpu = (after.cpuSeconds - before.cpuSeconds) / ((performance.now() - from) / 1000)
  const stoppedAt = performance.now()
  const ended = untilEnded(bench, id)
  await client.stop(id)
  await ended
  const stopMs = performance.now() - stoppedAt
  return { nodes: topology.nodes.length, startMs, pssBytes: after.pssBytes, rssBytes: after.rssBytes, cpu, stopMs }
}

function firstHeartbeats(bench: BenchHome, id: string, nodes: number): Promise<void> {
  const heard = new Set<string>()
  return new Promise((resolve) => {
    const off = bench.client.onTelemetry((deployment, update) => {
      if (deployment !== id) return
      for (const status of update.heartbeat ?? []) if (status.heartbeatAt !== null) heard.add(status.node)
      if (heard.size < nodes) return
      off()
      resolve()
    })
  })
}

/** Resolves when a deployment has ended, however. */
export function untilEnded(bench: BenchHome, id: string): Promise<DeploymentInfo> {
  return new Promise((resolve) => {
    const off = bench.client.onTelemetry((deployment, update) => {
      const info = update.deployment
      if (deployment !== id || !info || !['finished', 'stopped', 'failed'].includes(info.state)) return
      off()
      resolve(info)
    })
  })
}
