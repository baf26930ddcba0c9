/**
 * A change of what runs on the wall clock (ARCHITECTURE.md, "On the wall clock"). There is no step that is the same for
 * all; there is an instant at which nothing is under way: sources wait, and all that was said has been handled. What comes
 * in is started and warmed before that, and switched in there. Either the whole of it happens or nothing.
 */
import { abandon, assignAll, release, type Starting, settled, spawnAll } from './change'
import type { DesiredState } from './desired'
import { within } from './gate'
import type { GraphRun } from './graph-run'
import type { HostKeeper } from './host-keeper'
import { HostError, type Rest } from './host-process'
import { Joining } from './joining'
import { REST_LOOK_MS, REST_MS_MAX, SETTLE_MS_MAX } from './limits'
import { guardHosts } from './placements'

/**
 * Makes a change.
 * @param next what is to hold. @param starting names of the hosts that are started for it.
 * @throws HostError if a process that is needed for it does not play along: then nothing has changed.
 */
export async function changeAtRest(
  run: GraphRun,
  starting: readonly Starting[],
  next: Partial<DesiredState>,
): Promise<void> {
  const target = { ...run.ctx.desired(), ...next }
  const leaving = givenUp(run, target)
  await run.whenLeft(starting.map(({ host }) => host))
  await settled(run)
  run.joining = new Joining()
  // Who comes back while this goes on is not to begin by itself.
  run.isHeld = true
  try {
    await spawnAll(run, starting)
    run.joining.open(target)
    await Promise.all(starting.map(({ host }) => run.keeper(host).whenUp()))
    await rest(run, leaving)
    await Promise.all(starting.map(({ host }) => finish(run, host, target)))
    run.ctx.update(next)
    run.joining = null
    for (const { host } of starting) {
      run.keeper(host).isOnTrial = false
      run.showAgain(host)
    }
    await assignAll(run, new Set(starting.map(({ host }) => host)))
  } catch (error) {
    if (run.joining) await abandon(run, starting)
    throw error
  } finally {
    run.joining = null
    run.isHeld = false
    run.isSwitching = false
    await release(run)
    void run.tellControl()
  }
}

/**
 * Hosts that were given up and leave with the change: what they have not handled nobody will.
 * @throws HostError for one that stays, or that orders go through: what it has not handled must not be lost.
 */
function givenUp(run: GraphRun, target: DesiredState): ReadonlySet<string> {
  const failed = run.wantedHosts().filter((host) => run.keepers.get(host)?.hasFailed)
  const then = run.wantedHosts(target)
  const onOrders = new Set([...guardHosts(run.ctx.desired()), ...gatewayHosts(run.ctx.desired())])
  const first = failed.find((host) => then.includes(host) || onOrders.has(host))
  if (first !== undefined)
    throw new HostError(`${first} was given up, and others wait for it: start it again before anything is changed`)
  return new Set(failed)
}

function gatewayHosts({ plan, placements }: DesiredState): string[] {
  const gateways = new Set(plan.nodes.filter(({ category }) => category === 'gateway').map(({ index }) => index))
  return placements.filter(({ nodes }) => nodes.some((node) => gateways.has(node))).map(({ host }) => host)
}

/**
 * Holds the sources and waits until nothing is under way: twice in a row every host has handled all that is known of, and
 * has done nothing in between. From the first of the two on guards are told nothing, for that would set orders going.
 * @throws HostError if that does not come.
 */
async function rest(run: GraphRun, leaving: ReadonlySet<string>): Promise<void> {
  const untilMs = performance.now() + REST_MS_MAX
  const hosts = run.wantedHosts().filter((host) => !leaving.has(host))
  for (let before: readonly Rest[] = []; ; ) {
    const now = await Promise.all(hosts.map((host) => hold(run.keeper(host))))
    const busy = hosts.filter((_, place) => now[place]?.owes.some((host) => !leaving.has(host)))
    if (busy.length === 0 && now.every(({ step }, place) => before[place]?.step === step)) return
    before = busy.length === 0 ? now : []
    run.isSwitching = busy.length === 0
    if (busy.length > 0) void run.tellControl()
    if (performance.now() > untilMs) {
      const names = busy.length > 0 ? busy.join(', ') : 'a process'
      throw new HostError(
        `${names} did not come to rest within ${REST_MS_MAX / 1000} s: try again when there is less to do`,
      )
    }
    await new Promise((resolve) => setTimeout(resolve, REST_LOOK_MS))
  }
}

/** One that dies meanwhile comes back, held, and is asked again. */
async function hold(keeper: HostKeeper): Promise<Rest> {
  for (;;) {
    await within(keeper.whenUp(), SETTLE_MS_MAX, () => new HostError(`${keeper.host} did not come back in time`))
    const life = keeper.process
    try {
      if (life) return await life.hold()
    } catch (error) {
      if (life?.isAlive) throw error
    }
    await new Promise(setImmediate)
  }
}

/** Lets a host that comes in take in the last of what it is warmed with, and write down what it begins with. */
async function finish(run: GraphRun, host: string, target: DesiredState): Promise<void> {
  const { process } = run.keeper(host)
  if (!process) throw new HostError(`${host} ended before it was switched in`)
  await process.ask({ type: 'assign', assignment: run.assignment(target) })
}
