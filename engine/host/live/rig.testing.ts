/** Hosts of an arrival-order run within one process: real sockets and journals, a source that the test speaks through. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findToy, TOY_TOPOLOGY } from '../../runtime/toy-kinds.testing'
import type { MarketEvent, NodeKind, OutPort } from '../../sdk'
import type { HostAssignment } from '../../wire/control'
import { Transport } from '../../wire/transport'
import type { OpenRun } from '../hosted-run'
import { alone, compile } from '../toy-run.testing'
import { Wake } from '../wake'
import { openLiveRun } from './open-live-run'

/** What the test says as a source. */
export interface Tap {
  readonly out: OutPort<MarketEvent>
  /** Null while the source is not started. */
  said: ((tsNs: bigint) => void) | null
}

interface Life {
  readonly open: OpenRun
  readonly transport: Transport
  readonly loop: Promise<void>
}

export class Rig {
  readonly dir = mkdtempSync(join(tmpdir(), 'pbl-'))
  readonly taps = new Map<string, Tap>()
  readonly lives = new Map<string, Life>()
  readonly errors: string[] = []
  private readonly assignment: HostAssignment

  constructor(topology = TOY_TOPOLOGY) {
    const { plan } = compile(topology)
    const placements = alone(plan)
    this.assignment = { plan, placements, endpoints: {}, fromStep: 0, timelinePath: '', stopped: [] }
  }

  get hosts(): string[] {
    return this.assignment.placements.map(({ host }) => host)
  }

  /** The toy kinds; their source has a live side that is a tap. */
  readonly findKind = (name: string): NodeKind | undefined => {
    const kind = findToy(name)
    if (kind?.shape !== 'source') return kind
    return {
      ...kind,
      live: async (ctx) => {
        const tap: Tap = { out: ctx.output('market', 'market'), said: null }
        this.taps.set(ctx.nodeId, tap)
        return {
          start: (said) => {
            tap.said = said
          },
          stop: () => {
            tap.said = null
          },
        }
      },
    }
  }

  /** Starts a host, or brings one back. @param isIdle true to take in messages but handle none. */
  async spawn(host: string, isIdle = false): Promise<void> {
    const wake = new Wake()
    let open: OpenRun | null = null
    const endpoint = `ipc://${join(this.dir, `${host}-${this.lives.size}-${Math.trunc(performance.now())}`)}`
    const transport = await Transport.open(
      { host, endpoint },
      {
        journal: (message) => open?.journal(message),
        onChange: () => wake.notify(),
        onTrouble: (message) => this.errors.push(`${host}: ${message}`),
        onFatal: (error) => this.errors.push(`${host}: ${error.message}`),
      },
    )
    const endpoints = Object.fromEntries([...this.lives].map(([name, life]) => [name, life.transport.endpoint]))
    open = await openLiveRun({
      deployment: 'rig',
      host,
      mode: 'paper',
      dir: join(this.dir, 'hosts', host),
      assignment: { ...this.assignment, endpoints },
      transport,
      wake,
      hooks: {
        onFinished: () => undefined,
        onWarning: (message) => this.errors.push(message),
        onNews: () => undefined,
      },
      findKind: this.findKind,
      openDataset: () => Promise.reject(new Error('none')),
      log: () => undefined,
    })
    const loop = isIdle ? Promise.resolve() : open.run.loop()
    this.lives.set(host, { open, transport, loop })
    for (const [name, life] of this.lives) if (name !== host) life.open.run.reach({ [host]: transport.endpoint })
    open.run.go(null)
  }

  life(host: string): Life {
    const life = this.lives.get(host)
    if (!life) throw new Error(`${host} does not run`)
    return life
  }

  /** Ends a host as a kill would: what is in memory only is lost. */
  async kill(host: string): Promise<void> {
    const { open, transport, loop } = this.life(host)
    open.run.abort()
    transport.shut()
    await loop
  }

  /** Takes away all that a host has written down. */
  forget(host: string): void {
    rmSync(join(this.dir, 'hosts', host), { recursive: true, force: true })
  }

  /** Resolves when all that was said is held, and all that is held is handled. */
  async quiet(): Promise<void> {
    for (let calm = 0; calm < 3; ) {
      const isCalm = [...this.lives.values()].every(
        ({ transport }) =>
          [...transport.outChannels].every(({ isSettled }) => isSettled) &&
          [...transport.inChannels].every(({ queued }) => queued === 0),
      )
      calm = isCalm ? calm + 1 : 0
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  async stop(): Promise<void> {
    for (const { open } of this.lives.values()) open.run.stop()
    await Promise.all([...this.lives.values()].map(({ loop }) => loop))
    for (const { open } of this.lives.values()) open.recorder.flush()
  }

  close(): void {
    for (const { transport } of this.lives.values()) transport.shut()
    rmSync(this.dir, { recursive: true, force: true })
  }
}
