/** What a server tells of a run, for tests: whatever a test does not care about is filled in. */
import type { DeploymentInfo, LinkStatus, NodeStatus } from '../../engine/sdk'

/** A replay that runs. */
export const deploymentInfo = (more: Partial<DeploymentInfo> = {}): DeploymentInfo => ({
  id: 'd',
  topologyId: 't',
  name: 'Test',
  revision: 1,
  hash: 'abc',
  mode: 'replay',
  state: 'running',
  requested: 'run',
  speed: 60,
  progress: { step: 1, steps: 10, ts: null },
  startedAt: '2026-03-02T14:31:00.000Z',
  endedAt: null,
  error: null,
  ...more,
})

/** A node that runs and has said nothing yet. */
export const nodeStatus = (node: string, kind: string, more: Partial<NodeStatus> = {}): NodeStatus => ({
  node,
  kind,
  state: 'running',
  requested: 'run',
  pid: 1,
  cpu: 0,
  rssBytes: 0,
  eventsInPerSecond: 0,
  eventsOutPerSecond: 0,
  eventsIn: 0,
  eventsOut: 0,
  heartbeatAt: null,
  restarts: 0,
  step: 0,
  ts: null,
  ready: true,
  pnl: null,
  values: {},
  blocked: {},
  note: null,
  ...more,
})

/** A link with three events a second. */
export const linkStatus = (more: Partial<LinkStatus> = {}): LinkStatus => ({
  link: 'a.b>c.d',
  eventsPerSecond: 3,
  events: 9,
  queued: 0,
  dropped: 0,
  ...more,
})
