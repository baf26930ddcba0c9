import type { Plan } from '../graph'
import type { NodeState } from '../sdk'
import type { HostAssignment, HostMessage } from '../wire/control'
import { ControlTeller } from './control-teller'
import type { DesiredState } from './desired'
import { wordsOf } from './files'
import { Gate } from './gate'
import { HostKeeper } from './host-keeper'
import { HostError, HostProcess } from './host-process'
import type { Joining } from './joining'
import { CONFIGURE_MS_MAX, HEARTBEAT_CHECK_MS, LEAVE_MS_MAX, NICE_OF_PAPER, NICE_OF_REPLAY } from './limits'
import { areLinked, guardHosts, nodesOfHost } from './placements'
import { reachedNodes } from './reached'
import type { Runner, RunnerContext } from './runner'

/** A graph that runs over node hosts: who lives, what they are told, and what they tell. */
export class GraphRun implements Runner {
  readonly keepers = new Map<string, HostKeeper>()
  /** Sources are not to say anything: a change is being agreed on. */
  isHeld = false
  /** The processes are just changing to another plan: guards are told nothing until all have. */
  isSwitching = false
  /** Hosts that come in with the change that is being made. */
  joining: Joining | null = null
  isClosing = false
  private readonly controls: ControlTeller
  /** Gateways that were found to run as something else than they were asked to. */
  private readonly mismatched = new Set<number>()
  /** Opens when all hosts of the beginning have said hello and the timeline is there. */
  private readonly greeted = new Gate()
  /** Opens when all of them are configured. */
  private readonly configured = new Gate()
  private readonly readyToRun = new Set<string>()
  /** Hosts on their way out. */
  private readonly leaving = new Map<string, Promise<void>>()
  private timer: NodeJS.Timeout | undefined
  private lastCheckMs = Date.now()

  constructor(
    readonly ctx: RunnerContext,
    /** True when it has run before and is brought back. */
    private readonly isResuming: boolean,
  ) {
    this.controls = new ControlTeller(ctx, (host) => !this.isSwitching && this.hasGuard(host))
  }

  start(): void {
    this.timer = setInterval(() => this.check(), HEARTBEAT_CHECK_MS)
    void this.begin().catch((error) => {
      if (!this.isClosing) this.ctx.onFailed(wordsOf(error))
    })
  }

  async stop(): Promise<void> {
    this.isClosing = true
    clearInterval(this.timer)
    await Promise.all([...this.keepers.values()].map((keeper) => keeper.stop()))
    this.pullRecords()
  }

  /** Tells every guard the control that is wanted; one that is not there is told when it comes up, before it runs. */
  async tellControl(): Promise<void> {
    await Promise.all([...this.keepers.values()].map((keeper) => this.controls.tell(keeper)))
  }

  /** A host that is just coming in with a change is in no placement yet: it may have a guard. */
  private hasGuard(host: string): boolean {
    return this.joining?.hosts.has(host) || guardHosts(this.ctx.desired()).includes(host)
  }

  /** Ends hosts that have left; before that they do the steps up to there, for which their neighbours wait. */
  retire(hosts: readonly string[]): void {
    for (const host of hosts) {
      const keeper = this.keepers.get(host)
      if (keeper) this.leaving.set(host, this.endLeaving(keeper))
    }
  }

  /** Resolves when none of these hosts is on its way out any more. */
  async whenLeft(hosts: readonly string[]): Promise<void> {
    await Promise.all(hosts.map((host) => this.leaving.get(host)))
  }

  /** Shows a host's state again, for its nodes have only now come into the plan. */
  showAgain(host: string): void {
    const keeper = this.keepers.get(host)
    if (keeper?.isUp) this.showState(keeper, 'running', null)
  }

  /** The host of a node of the running plan. */
  hostOf(node: string): string | undefined {
    const { plan, placements } = this.ctx.desired()
    const index = plan.nodes.find(({ id }) => id === node)?.index
    return placements.find(({ nodes }) => index !== undefined && nodes.includes(index))?.host
  }

  /** Shows the nodes as what the whole run has become. */
  markEnded(state: 'stopped' | 'finished' | 'failed'): void {
    const { retained } = this.ctx
    for (const { node, state: before } of retained.view().nodes)
      if (state === 'finished' && before === 'stopped' && retained.statusOf(node)?.requested === 'run')
        retained.setState([node], 'finished', null, null)
  }

  /** Hosts that have at least one node that is not stopped. */
  wantedHosts(desired = this.ctx.desired()): string[] {
    const stopped = new Set(this.stoppedIndices(desired))
    return desired.placements.filter(({ nodes }) => nodes.some((node) => !stopped.has(node))).map(({ host }) => host)
  }

  /** A host's keeper, made on first use. Its process is not started by this. */
  keeper(host: string): HostKeeper {
    const known = this.keepers.get(host)
    if (known) return known
    const { machine } = this.ctx
    const made = new HostKeeper(host, {
      turnstile: machine.turnstile,
      spawn: (name, onMessage) => this.spawn(name, onMessage),
      bringUp: (keeper, process) => this.bringUp(keeper, process),
      onState: (keeper, state, note) => this.showState(keeper, state, note),
      onMessage: (keeper, message) => this.receive(keeper, message),
    })
    this.keepers.set(host, made)
    return made
  }

  /** True while every process runs that is to run and was not given up. */
  get isWhole(): boolean {
    const keepers = this.wantedHosts().map((host) => this.keepers.get(host))
    return keepers.every((keeper) => keeper?.isUp || keeper?.hasFailed)
  }

  assignment(desired = this.ctx.desired()): HostAssignment {
    const { plan, placements, fromStep, timeline, mode } = desired
    if (timeline === null && mode === 'replay') throw new Error('the timeline has not been made')
    // On the wall clock there is no timeline: what happens when is not known before.
    const timelinePath = timeline === null ? '' : this.ctx.files.at(timeline)
    const endpoints = Object.fromEntries(this.endpoints())
    return { plan, placements, endpoints, fromStep, timelinePath, stopped: this.stoppedIndices(desired) }
  }

  stoppedIndices({ plan, stopped } = this.ctx.desired()): number[] {
    return plan.nodes.filter((node) => stopped.includes(node.id)).map((node) => node.index)
  }

  endpoints(): Map<string, string> {
    return new Map([...this.keepers].flatMap(([host, { endpoint }]) => (endpoint === null ? [] : [[host, endpoint]])))
  }

  /** Whether all who run have come to the timeline's end. */
  lookWhetherFinished(): void {
    const { plan, placements } = this.ctx.desired()
    const reached = reachedNodes(plan, new Set(this.stoppedIndices()))
    const working = placements.filter(({ nodes }) => nodes.some((node) => reached.has(node)))
    if (this.isClosing || this.isHeld || working.length === 0) return
    if (working.every(({ host }) => this.keepers.get(host)?.hasFinished)) this.ctx.onFinished()
  }

  private pullRecords(): void {
    for (const host of this.ctx.desired().hosts) this.ctx.pull(host)
  }

  private async begin(): Promise<void> {
    if (this.isResuming) this.ctx.files.dropHostsBut(this.ctx.desired().hosts)
    const hosts = this.wantedHosts()
    for (const host of hosts) this.keeper(host).start()
    const [failed] = await Promise.all([
      this.makeTimeline().catch((error: unknown) => error),
      ...hosts.map((host) =>
        this.keeper(host)
          .whenGreeted()
          .catch((error) => this.blame(host, error)),
      ),
    ])
    if (failed) throw failed
    if (this.ctx.desired().steps === 0) throw new Error('the sources bring no data: check their datasets and dates')
    this.greeted.open()
    await Promise.all(
      hosts.map((host) =>
        this.keeper(host)
          .whenUp()
          .catch((error) => this.blame(host, error)),
      ),
    )
    this.ctx.onRunning()
  }

  /** Says which host failed, unless the run may go on without it. */
  private blame(host: string, error: unknown): void {
    if (!this.isResuming) throw new HostError(`${host}: ${wordsOf(error)}`)
  }

  private async makeTimeline(): Promise<void> {
    const { plan, timeline, mode } = this.ctx.desired()
    if (timeline === null && mode === 'replay') this.ctx.update(await this.timelineOf(plan, 0))
  }

  /** Makes the timeline of a plan; of the one before it the steps up to `fromStep` stay. */
  async timelineOf(plan: Plan, fromStep: number): Promise<Pick<DesiredState, 'timeline' | 'steps' | 'data'>> {
    const { machine, files, desired } = this.ctx
    const { timeline: before, history } = desired()
    const timeline = `timeline-${history.length}.bin`
    const data = await machine.runTask({
      type: 'timeline',
      plan,
      home: machine.home,
      path: files.at(timeline),
      before: before === null ? null : { path: files.at(before), fromStep },
    })
    return { timeline, steps: data?.steps ?? 0, data }
  }

  private spawn(host: string, onMessage: (message: HostMessage) => void): HostProcess {
    const { machine, files } = this.ctx
    const nice = this.ctx.desired().mode === 'replay' ? NICE_OF_REPLAY : NICE_OF_PAPER
    const spec = { script: machine.hostScript, deployment: files.id, host, dir: files.hostDir(host), nice }
    return new HostProcess(machine.hub, spec, onMessage)
  }

  private async bringUp(keeper: HostKeeper, process: HostProcess): Promise<void> {
    await this.greeted.opened
    const { joining } = this
    const desired = joining?.hosts.has(keeper.host) ? await joining.desired : this.ctx.desired()
    if (this.isClosing) throw new HostError('it was stopped')
    const { mode } = desired
    const assignment = this.assignment(desired)
    keeper.known = new Map(Object.entries(assignment.endpoints))
    this.tellPeers(keeper)
    const dir = this.ctx.files.hostDir(keeper.host)
    const { home } = this.ctx.machine
    try {
      await process.ask({ type: 'configure', mode, dir, home, assignment }, CONFIGURE_MS_MAX)
    } catch (error) {
      this.refused(keeper, error)
      throw error
    }
    // Before it lets anything through.
    if (!this.isSwitching && guardHosts(desired).includes(keeper.host)) await this.controls.tellProcess(process)
    await this.everyoneConfigured(keeper)
    // The speed of now: it may have been changed meanwhile.
    if (!this.isHeld) await process.ask({ type: 'run', speed: this.ctx.desired().speed })
  }

  /** A host that refuses its first configuration would refuse it again. */
  private refused(keeper: HostKeeper, error: unknown): void {
    if (this.isResuming || this.configured.isOpen || this.isClosing) return
    if (error instanceof HostError && error.isRefusal) this.ctx.onFailed(`${keeper.host}: ${error.message}`)
  }

  /** At the beginning nobody runs before all are configured. */
  private async everyoneConfigured(keeper: HostKeeper): Promise<void> {
    if (this.configured.isOpen) return
    this.readyToRun.add(keeper.host)
    if (this.wantedHosts().every((host) => this.readyToRun.has(host) || this.keepers.get(host)?.hasFailed))
      this.configured.open()
    await this.configured.opened
  }

  /** Tells the neighbours of a host that came back where it listens now. */
  private tellPeers(back: HostKeeper): void {
    const { endpoint, host } = back
    if (endpoint === null) return
    for (const other of this.keepers.values()) {
      if (other === back || !other.known || other.known.get(host) === endpoint) continue
      other.known.set(host, endpoint)
      if (!areLinked(this.ctx.desired(), host, other.host)) continue
      other.process?.ask({ type: 'peer', host, endpoint }).catch((error) => {
        this.ctx.retained.write({ node: null, level: 'warn', message: `${other.host} ← ${host}: ${wordsOf(error)}` })
      })
    }
  }

  private showState(keeper: HostKeeper, state: NodeState, note: string | null): void {
    const { retained } = this.ctx
    const nodes = nodesOfHost(this.ctx.desired(), keeper.host)
    retained.setState(nodes, state, note, keeper.process?.pid ?? null)
    retained.patch(nodes, { restarts: keeper.restarts })
    const [node = null] = nodes
    if (state === 'crashed')
      retained.write({ node, level: 'error', code: 'HOST_CRASHED', message: `${keeper.host} ended: ${note}` })
    if (state === 'failed') retained.write({ node, level: 'error', code: 'HOST_FAILED', message: note ?? 'failed' })
    if (state === 'degraded') retained.write({ node, level: 'warn', code: 'HEARTBEAT_LATE', message: note ?? 'late' })
  }

  private receive(keeper: HostKeeper, message: HostMessage): void {
    const { retained } = this.ctx
    if (message.type === 'heartbeat') {
      retained.beat(message, keeper.isUp)
      this.compareModes(message)
      this.ctx.onProgress()
      void this.controls.tell(keeper)
    } else if (message.type === 'account') retained.account(message)
    else if (message.type === 'records') this.ctx.pull(keeper.host)
    else if (message.type === 'log') retained.writeFromHost(message)
    else if (message.type === 'finished') {
      this.ctx.pull(keeper.host)
      this.lookWhetherFinished()
    }
  }

  /** What a gateway says it runs as is what it runs as; another mode than was asked for is never to pass in silence. */
  private compareModes({ nodes }: Extract<HostMessage, { type: 'heartbeat' }>): void {
    const asked = this.ctx.desired().mode
    for (const { node, mode } of nodes) {
      if (!mode || mode === asked || this.mismatched.has(node)) continue
      this.mismatched.add(node)
      const message = `the gateway runs as ${mode}, though ${asked} was asked for: stop the deployment`
      const name = this.ctx.retained.nodeName(node)
      this.ctx.retained.write({ node: name, level: 'error', code: 'MODE_MISMATCH', message })
    }
  }

  private async endLeaving(keeper: HostKeeper): Promise<void> {
    await keeper.stop(LEAVE_MS_MAX)
    this.ctx.pull(keeper.host)
    this.keepers.delete(keeper.host)
    this.leaving.delete(keeper.host)
  }

  private check(): void {
    const nowMs = Date.now()
    const lagMs = Math.max(0, nowMs - this.lastCheckMs - 2 * HEARTBEAT_CHECK_MS)
    this.lastCheckMs = nowMs
    for (const keeper of this.keepers.values()) keeper.check(nowMs, lagMs)
  }
}
