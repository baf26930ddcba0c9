/** A node host: obeys the supervisor's commands and tells it how things are. */
import type { ExecutorDeps } from '../runtime'
import type { HostCommand, HostMessage } from '../wire/control'
import type { HostLaunch } from '../wire/launch'
import { Transport } from '../wire/transport'
import { beatOf, CpuMeter } from './beat'
import type { ControlLink } from './control-link'
import type { OpenRun } from './hosted-run'
import { JournalError } from './journal'
import { HEARTBEAT_EVERY_MS, STOP_WAIT_MS_MAX, TELL_EVERY_MS } from './limits'
import { openLiveRun } from './live/open-live-run'
import { openRun } from './open-run'
import { Wake } from './wake'

/** What a host takes from outside: the kinds it can run, and the store. */
export interface HostDeps extends Pick<ExecutorDeps, 'findKind'> {
  /** @param home PATCHBAY_HOME. */
  openDataset(home: string): ExecutorDeps['openDataset']
}

type Configure = Extract<HostCommand, { type: 'configure' }>
type Answer = Pick<Extract<HostMessage, { type: 'reply'; ok: true }>, 'step' | 'owes'>

export class NodeHost {
  private open: OpenRun | null = null
  private failure: string | null = null
  private loop: Promise<void> = Promise.resolve()
  private queue: Promise<void> = Promise.resolve()
  private readonly wake = new Wake()
  private readonly cpu = new CpuMeter()
  private readonly timers: NodeJS.Timeout[] = []
  private controlsTold = ''
  private newsTimer: NodeJS.Timeout | null = null

  private constructor(
    private readonly launch: HostLaunch,
    private readonly control: ControlLink,
    private readonly deps: HostDeps,
    private readonly exit: (code: number) => void,
  ) {}

  /**
   * Starts listening and says hello.
   * @param endpoint where to listen for data; @param exit ends the process.
   */
  static async start(
    launch: HostLaunch,
    control: ControlLink,
    endpoint: string,
    deps: HostDeps,
    exit: (code: number) => void,
  ): Promise<NodeHost> {
    const host = new NodeHost(launch, control, deps, exit)
    host.transport = await Transport.open(
      { host: launch.host, endpoint },
      {
        journal: (message) => host.open?.journal(message),
        onChange: () => host.wake.notify(),
        onTrouble: (message) => control.log(null, 'error', message, 'WIRE_TROUBLE'),
        onFatal: (error) => host.fail(error),
      },
    )
    host.timers.push(setInterval(() => host.beat(), HEARTBEAT_EVERY_MS))
    void control.listen((command) => host.take(command))
    control.greet(host.transport.endpoint)
    return host
  }

  private transport: Transport | null = null

  /** Commands are obeyed one after the other. */
  private take(command: HostCommand): void {
    this.queue = this.queue.then(() => this.answer(command))
  }

  private async answer(command: HostCommand): Promise<void> {
    const { id } = command
    try {
      this.control.tell({ type: 'reply', id, ok: true, ...(await this.obey(command)) })
    } catch (error) {
      this.control.tell({ type: 'reply', id, ok: false, error: wordsOf(error) })
      if (error instanceof JournalError) this.fail(error)
    }
    if (command.type === 'stop') this.leave(0)
  }

  /** @returns what to answer beside that it is done. @throws Error in words for the supervisor. */
  private async obey(command: HostCommand): Promise<Answer> {
    if (command.type === 'configure') return { step: await this.configure(command) }
    if (command.type === 'stop') return this.stop()
    if (!this.open) throw new Error(`"${command.type}" came before "configure"`)
    if (this.failure !== null) throw new Error(this.failure)
    const { run } = this.open
    switch (command.type) {
      case 'run':
        run.go(command.speed)
        break
      case 'hold': {
        const step = run.hold()
        const owes = run.owes?.()
        return owes ? { step, owes } : { step }
      }
      case 'assign':
        await run.assign(command.assignment)
        break
      case 'peer':
        run.reach({ [command.host]: command.endpoint })
        break
      case 'halt':
        run.halt(command.flatten)
        break
      case 'control':
        run.control({ seq: command.seq, control: command.control })
        break
    }
    return {}
  }

  private async configure({ dir, home, mode, assignment }: Configure): Promise<number> {
    const { transport } = this
    if (this.open || !transport) throw new Error('this host has been configured already')
    const { deployment, host } = this.launch
    const nodes = assignment.placements.find((one) => one.host === host)?.nodes ?? []
    const ids = assignment.plan.nodes.filter(({ index }) => nodes.includes(index)).map(({ id }) => id)
    process.title = `patchbay ${mode} ${ids.join(',')}`
    const open = mode === 'paper' || mode === 'live' ? openLiveRun : openRun
    this.open = await open({
      deployment,
      host,
      mode,
      dir,
      assignment,
      transport,
      wake: this.wake,
      findKind: this.deps.findKind,
      openDataset: this.deps.openDataset(home),
      log: (node, level, message) => this.control.log(node, level, message),
      hooks: {
        onFinished: (step) => this.finish(step),
        onWarning: (message) => this.control.log(null, 'warn', message, 'SNAPSHOT_TROUBLE'),
        onNews: () => this.tellSoon(),
      },
    })
    this.loop = this.open.run.loop().catch((error) => this.crash(error))
    // What guards obey changes in any step.
    const hasGuard = assignment.plan.nodes.some(({ index, category }) => nodes.includes(index) && category === 'guard')
    if (hasGuard) this.timers.push(setInterval(() => this.tellNews(), TELL_EVERY_MS))
    this.tellSoon()
    this.beat()
    return this.open.run.nextStep
  }

  private async stop(): Promise<Answer> {
    const run = this.open?.run
    if (!run || this.failure !== null) return {}
    run.stop()
    const timer = setInterval(() => run.isOwing || run.abort(), STOP_WAIT_MS_MAX)
    await this.loop
    clearInterval(timer)
    return {}
  }

  private finish(step: number): void {
    this.tellNews()
    this.beat()
    this.control.tell({ type: 'finished', step })
  }

  /** Stops taking anything in, and says why; what is on the disk stays as it is. */
  private fail(error: Error): void {
    if (this.failure !== null) return
    this.failure = error.message
    this.open?.run.abort()
    this.transport?.shut()
    this.control.log(null, 'error', error.message, 'HOST_FAILED')
    this.beat()
  }

  /** A disk that fails stops the host; anything else is a broken invariant, and a fresh process goes on from the journal. */
  private crash(error: unknown): void {
    if (error instanceof JournalError) {
      this.fail(error)
      return
    }
    console.error(error)
    this.control.log(null, 'error', wordsOf(error), 'HOST_CRASHED')
    this.leave(1)
  }

  private leave(code: number): void {
    for (const timer of this.timers) clearInterval(timer)
    if (this.newsTimer) clearTimeout(this.newsTimer)
    try {
      this.open?.recorder.flush()
    } catch {
      // It has been told already; the record is made whole again from the journal.
    }
    this.transport?.shut()
    this.control.close()
    this.exit(code)
  }

  private beat(): void {
    this.control.tell(beatOf(this.open?.beat(this.failure) ?? null, this.cpu.share()))
  }

  /** What guards obey is told as soon as it changes. */
  private tellControls(open: OpenRun): void {
    const controls = open.controls()
    if (controls === this.controlsTold) return
    this.controlsTold = controls
    this.beat()
  }

  /** A timer runs only while there is something to tell: most of a hundred hosts have nothing most of the time. */
  private tellSoon(): void {
    this.newsTimer ??= setTimeout(() => this.tellNews(), TELL_EVERY_MS)
  }

  private tellNews(): void {
    if (this.newsTimer) clearTimeout(this.newsTimer)
    this.newsTimer = null
    const { open } = this
    if (!open || this.failure !== null) return
    this.tellControls(open)
    try {
      // The supervisor reads the record itself: this says that there is something new in it.
      if (open.recorder.flush()) this.control.tell({ type: 'records', orders: [], fills: [] })
    } catch (error) {
      this.crash(error)
      return
    }
    const { accounts, executor, schedule } = open.parts
    for (const message of accounts.take(schedule.active.assignment.plan, executor))
      this.control.tell({ type: 'account', ...message } satisfies HostMessage)
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
