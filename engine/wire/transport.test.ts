/** Link directions over real sockets, with ends that are killed and come back, and records that come twice. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MarketEvent } from '../sdk'
import { channelKey, type DataMessage } from './codec'
import type { InChannel, InChannelState } from './in-channel'
import { BATCH_BYTES_MAX, WINDOW_RECORDS_MAX } from './limits'
import type { OutChannel, OutChannelState } from './out-channel'
import { Transport } from './transport'
import { bufferOf, makeEvent } from './wire.testing'

const KEY = channelKey(0, 'down')
const RUN = 7
let root = ''
let lives = 0
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'pbw-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Events of a step, the same whenever they are asked for. */
const priceOf = (step: number, place: number) => step + place / 10
const eventsOf = (step: number) =>
  Array.from({ length: step % 3 }, (_, place) => {
    const event = makeEvent('market') as MarketEvent
    return event.setBar(place, priceOf(step, place), 2, 1, 1.5, 10, 60_000)
  })

class End {
  onChange = () => {}
  constructor(readonly transport: Transport) {}

  static async open(host: string, journal: (message: DataMessage) => void): Promise<End> {
    let end: End | null = null
    const transport = await Transport.open(
      { host, endpoint: `ipc://${root}/${host}-${lives++}` },
      {
        journal,
        onChange: () => end?.onChange(),
        onTrouble: () => {},
        onFatal: (error) => {
          throw error
        },
      },
    )
    transport.setRun(RUN)
    end = new End(transport)
    return end
  }

  /** Resolves at the next thing that comes. */
  changed(): Promise<void> {
    this.transport.flush()
    return new Promise((resolve) => {
      this.onChange = resolve
    })
  }
}

/** The writing side: says steps, and after a death goes on from its last snapshot, saying the same again. */
class Writer {
  end: End | null = null
  step = 0
  private channel: OutChannel | null = null
  private saved: { step: number; out: OutChannelState } | null = null

  async live(): Promise<void> {
    this.end = await End.open('writer', () => {})
    this.channel = this.end.transport.openOut(KEY, 'reader', 'market')
    if (this.saved) this.channel.restore(this.saved.out)
    this.step = this.saved?.step ?? 0
    this.end.transport.start()
  }

  async sayTo(until: number): Promise<void> {
    const { channel, end } = this
    while (channel && end && this.step < until) {
      while (channel.isFull) await end.changed()
      channel.writeStep(this.step, bufferOf('market', eventsOf(this.step)))
      this.step++
    }
    end?.transport.flush()
  }

  save(): void {
    if (this.channel) this.saved = { step: this.step, out: structuredClone(this.channel.snapshot()) }
  }

  die(): void {
    this.end?.transport.shut()
  }
}

/** The reading side, with a journal that outlives it. */
class Reader {
  end: End | null = null
  readonly prices: number[][] = []
  private channel: InChannel | null = null
  private saved: { steps: number; state: InChannelState } | null = null
  private journal: Uint8Array[] = []

  async live(): Promise<void> {
    const end = await End.open('reader', ({ bytes }) => this.journal.push(Uint8Array.from(bytes)))
    this.end = end
    this.channel = end.transport.openIn(KEY, 'writer', 'market')
    if (this.saved) this.channel.restore(this.saved.state)
    this.prices.length = this.saved?.steps ?? 0
    for (const bytes of this.journal) end.transport.replay(bytes)
    end.transport.start()
  }

  async readTo(until: number): Promise<void> {
    const { channel, end } = this
    const buffer = bufferOf('market', [])
    while (channel && end && this.prices.length < until) {
      while (!channel.has(this.prices.length)) await end.changed()
      channel.readStep(this.prices.length, buffer)
      end.transport.noteHandled(channel)
      this.prices.push(buffer.events.slice(0, buffer.count).map((event) => (event as MarketEvent).open))
    }
  }

  save(): void {
    if (!this.channel) return
    this.saved = { steps: this.prices.length, state: structuredClone(this.channel.snapshot()) }
    this.journal = []
  }

  die(): void {
    this.end?.transport.shut()
  }
}

const meet = (a: End | null, b: End | null) => {
  if (!a || !b) return
  a.transport.connect(b.transport.host, b.transport.endpoint)
  b.transport.connect(a.transport.host, a.transport.endpoint)
}
const expected = (steps: number) =>
  Array.from({ length: steps }, (_, step) => eventsOf(step).map((_event, place) => priceOf(step, place)))

describe('a link direction over sockets', () => {
  it('delivers each record once and in order, whoever is killed when', async () => {
    const act = fc.record({
      say: fc.nat(120),
      read: fc.nat(120),
      victim: fc.constantFrom('writer', 'reader', 'both', 'nobody'),
      saves: fc.constantFrom('writer', 'reader', 'both', 'nobody'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 6 }), async (acts) => {
        const writer = new Writer()
        const reader = new Reader()
        await Promise.all([writer.live(), reader.live()])
        meet(writer.end, reader.end)
        for (const { say, read, victim, saves } of acts) {
          await writer.sayTo(writer.step + say)
          await reader.readTo(Math.min(writer.step, reader.prices.length + read))
          if (saves === 'writer' || saves === 'both') writer.save()
          if (saves === 'reader' || saves === 'both') reader.save()
          for (const [side, name] of [
            [writer, 'writer'],
            [reader, 'reader'],
          ] as const) {
            if (victim !== name && victim !== 'both') continue
            side.die()
            await side.live()
          }
          meet(writer.end, reader.end)
        }
        const steps = Math.max(writer.step, reader.prices.length) + 50
        await Promise.all([writer.sayTo(steps), reader.readTo(steps)])
        expect(reader.prices).toEqual(expected(steps))
        writer.die()
        reader.die()
      }),
      { numRuns: 40 },
    )
  })

  it('makes the writer wait while the reader does not read, and loses nothing', async () => {
    const writer = new Writer()
    const reader = new Reader()
    await Promise.all([writer.live(), reader.live()])
    meet(writer.end, reader.end)
    const steps = 3 * WINDOW_RECORDS_MAX
    const saying = writer.sayTo(steps)
    await reader.readTo(1)
    const [channel] = writer.end?.transport.outChannels ?? []
    expect(channel?.queued).toBeLessThan(WINDOW_RECORDS_MAX + BATCH_BYTES_MAX)
    expect(writer.step).toBeLessThan(steps)
    await Promise.all([saying, reader.readTo(steps)])
    expect(reader.prices).toEqual(expected(steps))
    writer.die()
    reader.die()
  })
})
