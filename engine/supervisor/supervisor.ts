/** One supervisor a machine and home: all deployments, and what clients ask of them. */
import { randomBytes } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Catalogue, compileTopology, EMPTY_REGISTRY, liveProblems } from '../graph'
import type { DeploymentInfo, TelemetryUpdate } from '../sdk'
import { type StartInput, SupervisorError } from '../wire/client-protocol'
import { BacktestProcesses } from './backtest-processes'
import { ClientServer, type Handlers } from './client-server'
import { ControlHub } from './control-hub'
import { DebugSessions } from './debug-sessions'
import { decisionsOf } from './decisions'
import { Deployment } from './deployment'
import { DeploymentFiles, type DesiredState, listDeployments } from './desired'
import { wordsOf } from './files'
import { Turnstile } from './gate'
import { HomeLock } from './home-lock'
import { makeIpcDirectory, removeIpcDirectory } from './ipc-directory'
import { JournalWhy } from './journal-why'
import { SPAWNS_AT_ONCE_MAX } from './limits'
import { LogFile } from './log-file'
import { apply, invalidTopology, planApply, setSpeed, startNode, stopNode } from './operations'
import { placeNodes } from './placements'
import type { Machine } from './runner'
import { Sweeps } from './sweeps'
import type { RunTask } from './task'

export interface SupervisorOptions {
  readonly home: string
  readonly hostScript: string
  readonly backtestScript: string
  readonly sweepScript: string
  readonly debugScript: string
  readonly runTask: RunTask
  /** Kinds and datasets as they are now. */
  catalogue(): Promise<Catalogue>
}

/** Why a live run can't be: what it needs is not there. */
const NO_BROKER = 'no gateway here reaches a real broker: run it as paper instead'

export class Supervisor {
  private readonly deployments = new Map<string, Deployment>()
  private readonly starting = new Set<string>()
  private isClosing = false

  private constructor(
    private readonly options: SupervisorOptions,
    private readonly lock: HomeLock,
    private readonly ipcDirectory: string,
    private readonly log: LogFile,
    private readonly machine: Machine,
    private readonly sweeps: Sweeps,
    private readonly debugging: DebugSessions,
    private readonly journalWhy: JournalWhy,
  ) {}

  private server: ClientServer | null = null

  /** Takes the home, brings back what ran, and answers clients. @throws HomeInUseError if another supervisor has it. */
  static async open(options: SupervisorOptions): Promise<Supervisor> {
    const { home, hostScript, backtestScript, runTask } = options
    const lock = HomeLock.take(home)
    const log = new LogFile(join(home, 'supervisor.log'))
    const ipcDirectory = makeIpcDirectory()
    const warn = (message: string) => log.write(`${new Date().toISOString()} ${message}\n`)
    const hub = await ControlHub.open(`ipc://${join(ipcDirectory, 'control')}`, warn)
    const turnstile = new Turnstile(SPAWNS_AT_ONCE_MAX)
    const backtests = new BacktestProcesses(backtestScript)
    const machine: Machine = { home, hostScript, backtests, runTask, hub, turnstile }
    const supervisor = new Supervisor(
      options,
      lock,
      ipcDirectory,
      log,
      machine,
      new Sweeps(home, options.sweepScript, warn),
      new DebugSessions(options.debugScript, home),
      new JournalWhy(options.debugScript),
    )
    supervisor.load()
    const endpoint = `ipc://${join(ipcDirectory, 'clients')}`
    supervisor.server = await ClientServer.open(endpoint, supervisor.handlers(), warn)
    lock.publish(endpoint, supervisor.server.token)
    supervisor.resume()
    supervisor.sweeps.resume()
    return supervisor
  }

  /** Ends all processes in order; what ran is brought back by the next supervisor. */
  async close(): Promise<void> {
    if (this.isClosing) return
    this.isClosing = true
    await Promise.all([
      this.sweeps.suspend(),
      this.debugging.close(),
      ...[...this.deployments.values()].map((one) => one.suspend()),
    ])
    await this.machine.backtests.close()
    this.server?.close()
    this.machine.hub.close()
    this.log.close()
    removeIpcDirectory(this.ipcDirectory)
    this.lock.release()
  }

  private load(): void {
    for (const id of listDeployments(this.options.home)) {
      try {
        const desired = new DeploymentFiles(this.options.home, id).loadDesired()
        if (desired) this.add(desired)
      } catch (error) {
        // One folder that can't be read must not keep the others from running.
        this.log.write(`${new Date().toISOString()} ${wordsOf(error)}\n`)
      }
    }
  }

  private resume(): void {
    for (const deployment of this.deployments.values()) {
      if (!deployment.isActive) continue
      if (deployment.current.requested === 'run') deployment.run(true)
      else if (deployment.current.control?.isKill) deployment.resumeKill()
      else void deployment.stop()
    }
  }

  private add(desired: DesiredState): Deployment {
    const publish = (update: TelemetryUpdate) => this.server?.publish(desired.id, update)
    const deployment = new Deployment(this.machine, desired, publish)
    this.deployments.set(desired.id, deployment)
    return deployment
  }

  private find(id: string): Deployment {
    const found = this.deployments.get(id)
    if (found) return found
    throw new SupervisorError('NOT_FOUND', `there is no deployment "${id}"`)
  }

  private handlers(): Handlers {
    const startedAt = new Date().toISOString()
    return {
      hello: () => ({ protocol: 1, pid: process.pid, startedAt }),
      start: (input) => this.start(input),
      stop: async ({ id }) => this.stop(this.find(id)),
      list: () => [...this.deployments.values()].map((deployment) => deployment.info()),
      snapshot: ({ id }) => this.find(id).snapshot(),
      startNode: async ({ id, node }) => asNothing(startNode(this.find(id), node)),
      stopNode: async ({ id, node }) => asNothing(stopNode(this.find(id), node)),
      control: ({ id, control }) => this.find(id).control(control),
      setSpeed: async ({ id, speed }) => asNothing(setSpeed(this.find(id), speed)),
      planApply: async ({ id, topology }) => planApply(this.find(id), topology, await this.options.catalogue()),
      apply: async ({ id, topology, revision }) =>
        apply(this.find(id), topology, revision, await this.options.catalogue()),
      kill: () => this.kill(),
      remove: ({ id }) => this.remove(this.find(id)),
      debugOpen: async (input) => asNothing(this.debugging.start(input)),
      debugAsk: ({ id, command }) => this.debugging.ask(id, command),
      debugCurve: ({ id }) => this.debugging.curve(id),
      debugClose: async ({ id }) => asNothing(this.debugging.end(id)),
      sweepStart: async (input) => this.sweeps.start(input, await this.options.catalogue()),
      sweepStop: ({ id }) => this.sweeps.stop(id),
      sweepList: () => this.sweeps.list(),
      sweepRemove: ({ id }) => this.sweeps.remove(id),
      records: ({ id, sinceSeq }) => this.find(id).book.since(sinceSeq),
      decisions: ({ id }) => decisionsOf(this.find(id)),
      why: ({ id, orderId }) => this.journalWhy.ask(this.find(id), orderId),
    }
  }

  private async start(input: StartInput): Promise<DeploymentInfo> {
    const { id } = input
    const folder = new DeploymentFiles(this.options.home, id).dir
    if (this.isClosing) throw new SupervisorError('CONFLICT', 'the supervisor is stopping')
    if (this.deployments.has(id) || this.starting.has(id) || existsSync(folder))
      throw new SupervisorError('CONFLICT', `there is a deployment "${id}" already: choose another id`)
    if (input.mode === 'live') throw new SupervisorError('BAD_REQUEST', NO_BROKER)
    this.starting.add(id)
    try {
      const deployment = this.add(firstState(input, await this.options.catalogue()))
      this.write(deployment)
      deployment.run(false)
      return deployment.info()
    } finally {
      this.starting.delete(id)
    }
  }

  /** Writes a new deployment down; one that can't be written does not begin. */
  private write(deployment: Deployment): void {
    try {
      deployment.update({})
    } catch (error) {
      deployment.close()
      this.deployments.delete(deployment.id)
      rmSync(deployment.files.dir, { recursive: true, force: true })
      throw error
    }
  }

  /** Answers as soon as it is written down that it is to stop; its state tells when it has. */
  private stop(deployment: Deployment): DeploymentInfo {
    void deployment.stop()
    return deployment.info()
  }

  private async kill(): Promise<{ halted: string[] }> {
    const active = [...this.deployments.values()].filter((deployment) => deployment.isActive)
    await Promise.all(active.map((deployment) => deployment.halt()))
    return { halted: active.map(({ id }) => id) }
  }

  private remove(deployment: Deployment): Record<string, never> {
    if (deployment.isActive)
      throw new SupervisorError('CONFLICT', `deployment ${deployment.id} still runs: stop it first`)
    deployment.close()
    this.deployments.delete(deployment.id)
    rmSync(deployment.files.dir, { recursive: true, force: true })
    return {}
  }
}

async function asNothing(work: Promise<void>): Promise<Record<string, never>> {
  await work
  return {}
}

/** @throws SupervisorError listing the problems of a topology that does not compile. */
function firstState(input: StartInput, catalogue: Catalogue): DesiredState {
  const { id, topologyId, revision, topology, mode, speed, seed } = input
  const secret = randomBytes(16).toString('hex')
  const compiled = compileTopology(topology, catalogue, { seed, secret })
  if (!compiled.ok) throw invalidTopology('it was not started', compiled.problems)
  const { plan, registry } = compiled
  const notLive = mode === 'paper' ? liveProblems(plan, catalogue) : []
  if (notLive.length > 0) throw invalidTopology('it was not started', notLive)
  const placements = placeNodes(plan, registry ?? EMPTY_REGISTRY, topology, [], [])
  const startedAt = new Date().toISOString()
  return {
    format: 'patchbay.deployment/1',
    id,
    topologyId,
    revision,
    mode,
    speed,
    seed,
    requested: 'run',
    startedAt,
    ended: null,
    topology,
    secret,
    stopped: [],
    control: null,
    plan,
    registry,
    placements,
    hosts: placements.map(({ host }) => host),
    fromStep: 0,
    timeline: null,
    steps: null,
    data: null,
    history: [{ fromStep: 0, hash: plan.hash, revision, at: startedAt }],
  }
}
