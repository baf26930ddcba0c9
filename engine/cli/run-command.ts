/** `patchbay run FILE`: the drawing over node processes, without the web app. */
import { type ChildProcess, fork } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connectSupervisor, deploymentDirectory, runDirectory, type SupervisorClient } from '../client'
import { liveProblems } from '../graph'
import { type DeploymentInfo, MODES, type Mode } from '../sdk'
import { summary } from './backtest-command'
import { fileWords, isFileError } from './file-words'
import { Progress } from './progress'
import { JOURNAL_FOLDER } from './rerun-command'
import { CommandError, problemLines, readTopologyFile } from './topology-file'
import { compileOrSay, openWorld } from './world'

/** How long the supervisor of this command may take to answer. */
const CONNECT_MS_MAX = 60_000

export interface RunOptions {
  readonly mode: string
  readonly speed: string
  readonly out?: string
  readonly set: readonly string[]
  readonly seed: number
  /** Paper: seconds after which it is stopped; until Ctrl-C where it is left out. */
  readonly for?: number
}

/** Runs to the end of the data, or until Ctrl-C, and prints the summary. */
export async function runCommand(file: string, options: RunOptions): Promise<string> {
  const { report } = await runInto(file, options, options.out ?? null)
  return summary(report) + (options.out ? `\nfiles in ${options.out}` : '')
}

/** A run with its results in a folder; a paper run's journals go with them, for `patchbay rerun`. */
export async function runInto(file: string, options: RunOptions, outDir: string | null) {
  const world = await openWorld()
  const topology = await readTopologyFile(file, options.set)
  const plan = await compileOrSay(world, topology, options.seed)
  const mode = readMode(options.mode)
  const notLive = mode === 'paper' ? liveProblems(plan, await world.catalogue()) : []
  if (notLive.length > 0) throw new CommandError(problemLines(notLive))
  const speed = readSpeed(options.speed)
  const headless = await openHeadless(world.home)
  try {
    const id = 'run'
    await headless.client.start({ id, topologyId: null, revision: null, topology, mode, speed, seed: options.seed })
    const ended = await Promise.race([untilEnded(headless.client, id, options.for ?? null), headless.died])
    if (ended.state === 'failed') throw new CommandError(ended.error ?? 'the run failed')
    const from = runDirectory(headless.home, id)
    const { readReport } = await import('./read-report')
    const report = await readReport(from)
    if (outDir !== null) await copyFolder(from, outDir)
    if (outDir !== null && mode === 'paper')
      await copyFolder(deploymentDirectory(headless.home, id), join(outDir, JOURNAL_FOLDER))
    return { report }
  } finally {
    await headless.close()
  }
}

/** @throws CommandError naming the folder that is written: the system names the one that is read. */
async function copyFolder(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true }).catch((error: unknown) => {
    throw isFileError(error) ? new CommandError(fileWords(to, error)) : error
  })
}

function readMode(text: string): Mode {
  const mode = MODES.find((one) => one === text)
  if (!mode || mode === 'backtest') throw new CommandError(`--mode ${text}: write replay, paper or live`)
  return mode
}

function readSpeed(text: string): number | null {
  if (text === 'max') return null
  const speed = Number(text)
  if (!(speed > 0)) throw new CommandError(`--speed ${text}: write a number above 0, or max`)
  return speed
}

/**
 * A supervisor of this command's own, on a home of its own that shares the store: what else runs on this machine is
 * neither seen nor touched.
 */
async function openHeadless(home: string) {
  await mkdir(join(home, 'headless'), { recursive: true })
  const own = await mkdtemp(join(home, 'headless', 'run-'))
  await symlink(join(home, 'data'), join(own, 'data'), 'dir')
  const script = join(dirname(fileURLToPath(import.meta.url)), 'supervisor.mjs')
  const child = fork(script, [], {
    env: { ...process.env, PATCHBAY_HOME: own },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // Its own process group: a Ctrl-C in the terminal reaches this command only, which then asks for an orderly stop.
    detached: process.platform !== 'win32',
  })
  const client = connectSupervisor({ home: own })
  const gone = endOf(child)
  const close = async () => {
    client.close()
    child.kill('SIGTERM')
    await gone
    // Its hosts end with it, but may write a last word yet.
    await rm(own, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
  const died = gone.then((how): never => {
    throw new CommandError(`the supervisor of this run ended (${how}); its words, if it had any, stand above`)
  })
  // It also ends when it is told to, in which nobody is interested.
  died.catch(() => undefined)
  try {
    await Promise.race([client.whenConnected(CONNECT_MS_MAX), died])
  } catch (error) {
    await close()
    throw error
  }
  return { home: own, client, died, close }
}

/** Resolves with how a process ended, in words. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
  })
}

/** Waits for the end; Ctrl-C asks for an orderly stop and waits for that. */
async function untilEnded(client: SupervisorClient, id: string, secondsMax: number | null): Promise<DeploymentInfo> {
  const progress = new Progress(process.stderr)
  // One that can't be told any more has died, which ends the run as well.
  const stop = () => void client.stop(id).catch(() => undefined)
  let timer: NodeJS.Timeout | null = null
  process.once('SIGINT', stop)
  try {
    return await new Promise<DeploymentInfo>((resolve) => {
      const look = (info: DeploymentInfo | undefined) => {
        if (!info || info.id !== id) return
        // Counted from when all processes run: how long they take to start is not part of it.
        if (info.state === 'running' && secondsMax !== null) timer ??= setTimeout(stop, secondsMax * 1_000)
        if (info.progress.steps) progress.set(info.progress.step / info.progress.steps)
        if (info.state === 'finished' || info.state === 'stopped' || info.state === 'failed') resolve(info)
        // A node that was given up: the rest waits for it, and nobody is there to mend the drawing.
        else if (info.error !== null) resolve({ ...info, state: 'failed' })
      }
      client.onTelemetry((deployment, update) => {
        if (deployment === id) look(update.deployment)
      })
      client.list().then(
        (all) => all.forEach(look),
        () => undefined,
      )
    })
  } finally {
    process.off('SIGINT', stop)
    if (timer) clearTimeout(timer)
    progress.clear()
  }
}
