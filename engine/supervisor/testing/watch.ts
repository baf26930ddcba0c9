import type { SupervisorClient } from '../../client'
import type { DeploymentSnapshot } from '../../sdk'

/** Resolves with the first snapshot of a deployment that is as wanted; looks again whenever something is told of it. */
export async function until(
  client: SupervisorClient,
  id: string,
  isWanted: (snapshot: DeploymentSnapshot) => boolean,
  msMax = 120_000,
): Promise<DeploymentSnapshot> {
  const limitMs = Date.now() + msMax
  for (;;) {
    const news = new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer)
        for (const off of offs) off()
        resolve()
      }
      const timer = setTimeout(done, Math.max(1, limitMs - Date.now()))
      const offs = [client.onTelemetry((of) => of === id && done()), client.onConnection(() => done())]
    })
    const snapshot = client.connected ? await client.snapshot(id).catch(() => null) : null
    if (snapshot && isWanted(snapshot)) return snapshot
    if (Date.now() >= limitMs) throw new Error(`still not so after ${msMax} ms: ${JSON.stringify(brief(snapshot))}`)
    await news
  }
}

const brief = (snapshot: DeploymentSnapshot | null) =>
  snapshot && {
    deployment: snapshot.deployment,
    nodes: snapshot.nodes.map(({ node, state, requested, step, note }) => ({ node, state, requested, step, note })),
    alerts: snapshot.alerts.slice(-5),
    log: snapshot.log.slice(-5),
  }

/** True if every node that is to run does. */
export const allRun = ({ nodes, deployment }: DeploymentSnapshot): boolean =>
  deployment.state === 'running' &&
  nodes.every(
    ({ requested, state, heartbeatAt }) => requested === 'stop' || (state === 'running' && heartbeatAt !== null),
  )

/** The process id of a node. @throws Error if it has none: 0 would be this test's own process group. */
export function pidOf(snapshot: DeploymentSnapshot, node: string): number {
  const pid = pidsOf(snapshot).get(node)
  if (pid === undefined) throw new Error(`${node} has no process`)
  return pid
}

/** Alerts but those that a starved machine brings about: a heartbeat that is late. */
export const alertsOf = ({ alerts }: DeploymentSnapshot) => alerts.filter(({ code }) => code !== 'HEARTBEAT_LATE')

/** Process ids by node. */
export const pidsOf = ({ nodes }: DeploymentSnapshot): Map<string, number> =>
  new Map(nodes.flatMap(({ node, pid }) => (pid === null ? [] : [[node, pid]])))
