/**
 * A change of what runs (ARCHITECTURE.md, "Recovery"): every host holds, the first step F that none of them has begun is
 * found, all are told "from F this plan", and all go on. Either the whole of it happens or nothing.
 */
import { rmSync } from 'node:fs'
import { begunIn } from '../host/begun'
import type { DesiredState } from './desired'
import { wordsOf } from './files'
import { within } from './gate'
import type { GraphRun } from './graph-run'
import type { HostKeeper } from './host-keeper'
import { HostError } from './host-process'
import { Joining } from './joining'
import { SETTLE_MS_MAX } from './limits'

/** What is to hold, once the step is known from which. */
export type NextState = (fromStep: number) => Promise<Partial<DesiredState>> | Partial<DesiredState>

/** A host that is started for a change; a fresh one has never run. */
export interface Starting {
  readonly host: string
  readonly isFresh: boolean
}

/**
 * Makes a change.
 * @param next the desired state from a step on.
 * @param starting names of the hosts that are started for it.
 * @returns the step. @throws HostError if a process that is needed for it does not play along: then nothing has changed.
 */
export async function change(run: GraphRun, starting: readonly Starting[], next: NextState): Promise<number> {
  await within(run.whenLeft(starting.map(({ host }) => host)), SETTLE_MS_MAX, () => {
    const names = starting.map(({ host }) => host).join(', ')
    return new HostError(`${names} is still on its way out: wait until it has stopped, then try again`)
  })
  await settled(run)
  const before = run.ctx.desired()
  run.joining = new Joining()
  try {
    await spawnAll(run, starting)
    run.isHeld = true
    const fromStep = await holdAll(run)
    const changed = await next(fromStep)
    run.joining.open({ ...before, ...changed, fromStep })
    await Promise.all(starting.map(({ host }) => run.keeper(host).whenUp()))
    run.ctx.update({ ...changed, fromStep })
    run.joining = null
    for (const { host } of starting) {
      run.keeper(host).isOnTrial = false
      run.showAgain(host)
    }
    await assignAll(run, new Set(starting.map(({ host }) => host)))
    return fromStep
  } catch (error) {
    if (run.joining) await abandon(run, starting)
    throw error instanceof HostError ? error : new HostError(wordsOf(error))
  } finally {
    run.joining = null
    run.isHeld = false
    await release(run)
  }
}

/** Waits for processes that are just being restarted. */
export async function settled(run: GraphRun): Promise<void> {
  const hosts = run.wantedHosts().filter((host) => !run.keepers.get(host)?.hasFailed)
  const all = Promise.all(hosts.map((host) => run.keeper(host).whenUp()))
  await within(all, SETTLE_MS_MAX, () => {
    const down = hosts.filter((host) => !run.keeper(host).isUp)
    return new HostError(`${down.join(', ')} is not running now: wait until it is back, then try again`)
  })
}

export async function spawnAll(run: GraphRun, starting: readonly Starting[]): Promise<void> {
  for (const { host, isFresh } of starting) {
    // A folder that is left from a change that did not happen must not be taken for this host's past.
    if (isFresh) rmSync(run.ctx.files.hostDir(host), { recursive: true, force: true })
    run.joining?.hosts.add(host)
    const keeper = run.keeper(host)
    keeper.isOnTrial = true
    keeper.start()
  }
  await Promise.all(starting.map(({ host }) => run.keeper(host).whenGreeted()))
}

/**
 * The first step that nobody has begun. One that was given up is not there to be asked, but it has told others of all that
 * it has begun, and would refuse a change from before that whenever it is started again: its folder says how far it came.
 */
async function holdAll(run: GraphRun): Promise<number> {
  const hosts = run.wantedHosts()
  const steps = await Promise.all(
    hosts.map((host) =>
      run.keepers.get(host)?.hasFailed ? begunIn(run.ctx.files.hostDir(host)) : hold(run.keeper(host)),
    ),
  )
  return Math.max(run.ctx.desired().fromStep, ...steps)
}

async function hold(keeper: HostKeeper): Promise<number> {
  for (;;) {
    await within(keeper.whenUp(), SETTLE_MS_MAX, () => new HostError(`${keeper.host} did not come back in time`))
    const life = keeper.process
    try {
      const step = await life?.ask({ type: 'hold' })
      if (typeof step !== 'number') throw new HostError(`${keeper.host} did not say at which step it holds`, true)
      return step
    } catch (error) {
      if (life?.isAlive) throw error
      // It died meanwhile: it comes back, held, and is asked again once the keeper has taken note.
      await new Promise(setImmediate)
    }
  }
}

/**
 * Tells the hosts that run, and those that are being configured: that may be with what held before. One that can't be
 * told is started anew, and gets it with its configuration.
 */
export async function assignAll(run: GraphRun, started: ReadonlySet<string>): Promise<void> {
  const assignment = run.assignment()
  const keepers = [...run.keepers.values()].filter(({ host, known }) => known !== null && !started.has(host))
  await Promise.all(
    keepers.map(async (keeper) => {
      const life = keeper.process
      keeper.known = new Map(Object.entries(assignment.endpoints))
      try {
        await life?.ask({ type: 'assign', assignment })
      } catch (error) {
        life?.kill(`it did not take the change: ${wordsOf(error)}`)
        // Until it is gone it could still hear others, and answer by what held before.
        await life?.ended
      }
    }),
  )
}

/** Undoes what was begun: what was started for the change is ended. */
export async function abandon(run: GraphRun, starting: readonly Starting[]): Promise<void> {
  run.joining = null
  await Promise.all(
    starting.map(async ({ host, isFresh }) => {
      await run.keepers.get(host)?.stop()
      run.keepers.delete(host)
      // Nobody is to take it for a part of the run.
      if (isFresh) rmSync(run.ctx.files.hostDir(host), { recursive: true, force: true })
    }),
  )
}

/** Lets everyone go on. */
export async function release(run: GraphRun): Promise<void> {
  const { speed } = run.ctx.desired()
  const held = [...run.keepers.values()].filter(({ known }) => known !== null)
  await Promise.all(
    held.map((keeper) => {
      const life = keeper.process
      return life?.ask({ type: 'run', speed }).catch((error) => life.kill(`it did not go on: ${wordsOf(error)}`))
    }),
  )
}
