import { wordsOf } from './files'
import type { HostKeeper } from './host-keeper'
import type { HostProcess } from './host-process'
import type { RunnerContext } from './runner'

/** What has to be known of a host to tell it. */
type Told = Readonly<Pick<HostKeeper, 'host' | 'process' | 'known'>>

/** Tells processes with guards the control that is wanted of the deployment: each life of one once, and until it has taken it. */
export class ControlTeller {
  /** Up to which control each process has been told. */
  private readonly told = new WeakMap<HostProcess, number>()
  private readonly telling = new WeakSet<HostProcess>()

  constructor(
    private readonly ctx: RunnerContext,
    private readonly hasGuard: (host: string) => boolean,
  ) {}

  /** Tells a process that is there; one that could not be told is told again with its next heartbeat. */
  async tell(keeper: Told): Promise<void> {
    const { host, process, known } = keeper
    const { control } = this.ctx.desired()
    if (!control || !process || known === null || !this.hasGuard(host)) return
    if (this.telling.has(process) || (this.told.get(process) ?? 0) >= control.seq) return
    this.telling.add(process)
    try {
      await this.tellProcess(process)
    } catch (error) {
      const message = `${host} has not taken "${control.control}": ${wordsOf(error)}`
      if (process.isAlive) this.ctx.retained.write({ node: null, level: 'error', code: 'CONTROL_NOT_TAKEN', message })
    } finally {
      this.telling.delete(process)
    }
    // Another one may have been asked for meanwhile.
    if (this.told.get(process) === control.seq) await this.tell(keeper)
  }

  /** Tells a process with a guard before it lets anything through. @throws HostError if it does not take it. */
  async tellProcess(process: HostProcess): Promise<void> {
    const { control } = this.ctx.desired()
    if (!control) return
    await process.ask({ type: 'control', seq: control.seq, control: control.control })
    this.told.set(process, Math.max(control.seq, this.told.get(process) ?? 0))
  }
}
