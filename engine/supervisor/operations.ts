/** What can be asked of a deployment that runs: other nodes, another drawing, another speed. */
import { type Catalogue, type Compiled, compileTopology, liveProblems } from '../graph'
import {
  diffTopologies,
  flatTopology,
  isSameGraph,
  type Mode,
  type Problem,
  problemLine,
  splitRef,
  type Topology,
  type TopologyDiff,
} from '../sdk'
import { type ApplyPlan, SupervisorError } from '../wire/client-protocol'
import { leftOrdersOf, warmUpsOf } from './apply-outlook'
import { change } from './change'
import { changeAtRest } from './change-at-rest'
import type { Deployment } from './deployment'
import type { DesiredState } from './desired'
import { wordsOf } from './files'
import type { GraphRun } from './graph-run'
import { HostError, type HostProcess } from './host-process'
import { leftBehind } from './left-behind'
import { PROBLEMS_SAID_MAX } from './limits'
import { placeNodes } from './placements'

/** Stops one node: from a step on its links say nothing. Resolves when all processes know; its own then ends. */
export function stopNode(deployment: Deployment, node: string): Promise<void> {
  return deployment.changes.run(async () => {
    const { stopped } = deployment.current
    requireNode(deployment, node)
    if (!stopped.includes(node)) await setStopped(deployment, [...stopped, node], [node])
  })
}

/** Starts a node that was stopped, or given up. Resolves when it runs. */
export function startNode(deployment: Deployment, node: string): Promise<void> {
  return deployment.changes.run(async () => {
    const { stopped } = deployment.current
    requireNode(deployment, node)
    if (!stopped.includes(node)) return restartFailed(deployment, node)
    const without = stopped.filter((id) => id !== node)
    await setStopped(deployment, without, [node])
  })
}

/** What an apply would do. */
export function planApply(deployment: Deployment, topology: Topology, catalogue: Catalogue): ApplyPlan {
  const { current } = deployment
  const compiled = compileTopology(topology, catalogue, compileOptions(current))
  const diff = diffTopologies(current.topology, topology)
  const notLive = notLiveIn(current, compiled, catalogue)
  const problems = [...notLive, ...compiled.problems, ...leftBehind(current, diff, deployment.book.positions)]
  const planned = describeApply(diff, topology, compiled.ok && notLive.length === 0, problems)
  return { ...planned, ...outlookOf(deployment, diff, compiled, catalogue) }
}

/** Takes a drawing into what runs. @throws SupervisorError if it has errors or a process does not take it. */
export function apply(
  deployment: Deployment,
  topology: Topology,
  revision: number | null,
  catalogue: Catalogue,
): Promise<ApplyPlan> {
  return deployment.changes.run(async () => {
    const { current } = deployment
    const run = deployment.graph
    const compiled = compileTopology(topology, catalogue, compileOptions(current))
    const diff = diffTopologies(current.topology, topology)
    const left = leftBehind(current, diff, deployment.book.positions)
    const outlook = outlookOf(deployment, diff, compiled, catalogue)
    const planned = { ...describeApply(diff, topology, compiled.ok, [...compiled.problems, ...left]), ...outlook }
    if (!compiled.ok) throw invalidTopology('nothing was changed', compiled.problems)
    if (isSameGraph(diff)) {
      deployment.update({ topology, revision })
      return planned
    }
    const notLive = notLiveIn(current, compiled, catalogue)
    if (notLive.length > 0) throw invalidTopology('nothing was changed', notLive)
    const { plan, registry } = compiled
    const placements = placeNodes(plan, registry, topology, current.placements, current.hosts)
    const hosts = [...new Set([...current.hosts, ...placements.map(({ host }) => host)])]
    const ids = new Set(plan.nodes.map((node) => node.id))
    const stopped = current.stopped.filter((id) => ids.has(id) && !diff.changed.includes(id))
    const target = { ...current, topology, revision, plan, registry, placements, hosts, stopped }
    const bringsData = plan.nodes.some(({ category, index }) => category === 'data' && !hasNode(current, index))
    const fromStep = await changeTo(deployment, run, target, bringsData)
    for (const { node = null, code, message } of left) deployment.retained.write({ node, level: 'warn', code, message })
    return { ...planned, fromStep }
  })
}

/** Changes the speed of the sources. */
export async function setSpeed(deployment: Deployment, speed: number | null): Promise<void> {
  const { mode } = deployment.current
  if (mode === 'backtest') throw new SupervisorError('CONFLICT', 'a backtest runs as fast as it goes: it has no speed')
  if (mode !== 'replay') throw new SupervisorError('CONFLICT', `${mode} runs on the wall clock: it has no speed`)
  await deployment.changes.run(async () => {
    const run = deployment.graph
    deployment.update({ speed })
    const hosts = run.wantedHosts().filter((host) => run.keeper(host).isUp)
    await Promise.all(hosts.map((host) => tellSpeed(run.keeper(host).process, speed)))
  })
}

/** A host that dies while it is told takes the new speed when it is back. */
async function tellSpeed(process: HostProcess | null, speed: number | null): Promise<void> {
  try {
    await process?.ask({ type: 'run', speed })
  } catch (error) {
    if (process?.isAlive) throw asRefusal(error)
  }
}

async function setStopped(deployment: Deployment, stopped: string[], changed: readonly string[]): Promise<void> {
  const run = deployment.graph
  deployment.retained.patch(changed, { requested: stopped.includes(changed[0] ?? '') ? 'stop' : 'run' })
  try {
    await changeTo(deployment, run, { ...deployment.current, stopped }, false)
  } catch (error) {
    const asBefore = new Set(deployment.current.stopped)
    for (const id of changed) deployment.retained.patch([id], { requested: asBefore.has(id) ? 'stop' : 'run' })
    throw error
  }
}

/**
 * Starts what comes in, agrees on when, and ends what goes out once it has come there.
 * @returns the step from which the change holds; null on the wall clock, where it holds when this returns.
 */
async function changeTo(
  deployment: Deployment,
  run: GraphRun,
  target: DesiredState,
  bringsData: boolean,
): Promise<number | null> {
  const now = run.wantedHosts()
  const then = run.wantedHosts(target)
  const known = new Set(deployment.current.hosts)
  const starting = then.filter((host) => !now.includes(host)).map((host) => ({ host, isFresh: !known.has(host) }))
  const { mode, topology, revision, plan, registry, placements, hosts, stopped, history } = target
  const next = (fromStep: number) => {
    const now = { fromStep, hash: plan.hash, revision, at: new Date().toISOString() }
    return { topology, revision, plan, registry, placements, hosts, stopped, history: [...history, now] }
  }
  try {
    const isLive = isOnWallClock(mode)
    if (isLive) await changeAtRest(run, starting, next(0))
    const fromStep = isLive
      ? null
      : await change(run, starting, async (step) => ({
          ...next(step),
          ...(bringsData ? await run.timelineOf(plan, step) : {}),
        }))
    run.retire(now.filter((host) => !then.includes(host)))
    run.lookWhetherFinished()
    return fromStep
  } catch (error) {
    throw asRefusal(error)
  }
}

/** A node that was given up after too many failures, or that stopped by itself (a full disk), gets another chance. */
async function restartFailed(deployment: Deployment, node: string): Promise<void> {
  const run = deployment.graph
  const host = run.hostOf(node)
  const keeper = host === undefined ? undefined : run.keepers.get(host)
  if (!keeper || deployment.retained.statusOf(node)?.state !== 'failed') return
  await keeper.renew().catch((error) => {
    throw asRefusal(error)
  })
}

/** Says what is wrong with a drawing: the first errors in the message, all of them beside it. */
export function invalidTopology(consequence: string, problems: readonly Problem[]): SupervisorError {
  const errors = problems.filter(({ severity }) => severity === 'error').map(problemLine)
  const more = errors.length > PROBLEMS_SAID_MAX ? ` (and ${errors.length - PROBLEMS_SAID_MAX} more)` : ''
  const said = errors.slice(0, PROBLEMS_SAID_MAX).join('; ')
  return new SupervisorError('INVALID_TOPOLOGY', `the drawing has errors, so ${consequence}: ${said}${more}`, problems)
}

function asRefusal(error: unknown): SupervisorError {
  if (error instanceof SupervisorError) return error
  if (error instanceof HostError) return new SupervisorError('HOST_FAILED', error.message)
  return new SupervisorError('INTERNAL', wordsOf(error))
}

function requireNode(deployment: Deployment, node: string): void {
  if (!deployment.current.plan.nodes.some(({ id }) => id === node))
    throw new SupervisorError('NOT_FOUND', `deployment ${deployment.id} has no node "${node}"`)
}

/** What runs on the wall clock can't hear a source that has recorded data only. */
function notLiveIn({ mode }: DesiredState, compiled: Compiled, catalogue: Catalogue): Problem[] {
  return isOnWallClock(mode) && compiled.ok ? liveProblems(compiled.plan, catalogue) : []
}

const isOnWallClock = (mode: Mode): boolean => mode === 'paper' || mode === 'live'

/** What the plan says beside who starts and stops: what has to be warmed, and which orders are left. */
function outlookOf(
  { current, book }: Deployment,
  diff: TopologyDiff,
  compiled: Compiled,
  catalogue: Catalogue,
): Pick<ApplyPlan, 'warmUps' | 'leftOrders'> {
  return {
    warmUps: compiled.ok ? warmUpsOf(compiled.plan, diff, catalogue) : [],
    leftOrders: leftOrdersOf(current, diff, book.newest().orders),
  }
}

const hasNode = ({ plan }: DesiredState, index: number): boolean => plan.nodes.some((node) => node.index === index)

const compileOptions = ({ seed, secret, registry, plan }: DesiredState) => ({ seed, secret, registry, running: plan })

function describeApply(
  diff: TopologyDiff,
  topology: Topology,
  ok: boolean,
  problems: ApplyPlan['problems'],
): ApplyPlan {
  const touched = new Set(
    [...diff.linked, ...diff.unlinked].flatMap(({ from, to }) => [splitRef(from).node, splitRef(to).node]),
  )
  const renewed = new Set([...diff.added, ...diff.changed])
  const staying = flatTopology(topology)
    .nodes.map(({ id }) => id)
    .filter((id) => !renewed.has(id))
  return {
    ok,
    problems: [...problems],
    start: [...diff.added],
    stop: [...diff.removed],
    restart: [...diff.changed],
    linked: [...diff.linked],
    unlinked: [...diff.unlinked],
    relinked: staying.filter((id) => touched.has(id)),
    untouched: staying.filter((id) => !touched.has(id)),
    reframed: [...diff.reframed],
    fromStep: null,
    warmUps: [],
    leftOrders: [],
  }
}
