/** What is promised can be relied on until it is said, on its condition only, and is said but once. */
import { describe, expect, it } from 'vitest'
import type { OrderEvent } from '../sdk'
import { channelKey, decodeMessage } from './codec'
import { InChannel } from './in-channel'
import { OutChannel } from './out-channel'
import { bufferOf, makeEvent, valuesOf } from './wire.testing'

const RUN = 5
const KEY = channelKey(2, 'down')
const orderOf = (seq: number) => Object.assign(makeEvent('order') as OrderEvent, { seq })

/** Both ends of a link direction; what is posted arrives when `deliver` is called. */
function pair() {
  const posted: Uint8Array[] = []
  const post = (bytes: Uint8Array) => void posted.push(Uint8Array.from(bytes))
  const out = new OutChannel(KEY, 'peer', 'order', RUN, post, () => {})
  const deliver = (channel: InChannel) => {
    out.flush()
    for (const bytes of posted.splice(0)) {
      const message = decodeMessage(bytes, RUN)
      if (message.kind === 'promise') channel.takePromise(message)
      if (message.kind !== 'data') continue
      const offer = channel.offer(message)
      if (offer.verdict === 'new') channel.take(offer)
    }
  }
  return { out, channel: new InChannel(KEY, 'peer', 'order', RUN), deliver }
}
function sayAnother(out: OutChannel): void {
  out.writeMark(1)
  out.writeStep(2, bufferOf('order', [orderOf(2)]))
}
function sayLess(out: OutChannel): void {
  out.writeMark(1)
  out.writeMark(2)
}
const empty = () => bufferOf('order', [])

describe('a promise', () => {
  it('covers its steps while nothing was said since its base', () => {
    const { out, channel, deliver } = pair()
    out.writeMark(0)
    out.promise(1, 5)
    deliver(channel)
    expect(channel.covers(0, -1)).toBe(false)
    for (const step of [1, 3, 5]) expect(channel.covers(step, 0)).toBe(true)
    expect(channel.covers(6, 0)).toBe(false)
    expect(channel.covers(3, 1)).toBe(false)
  })

  it('gives the orders of its last step, and drops them when they are said', () => {
    const { out, channel, deliver } = pair()
    const said = out.recordsOf(bufferOf('order', [orderOf(8), orderOf(9)]))
    const buffer = empty()
    out.writeMark(0)
    out.promise(1, 3, said)
    deliver(channel)
    channel.readStep(0, buffer)
    for (const step of [1, 2]) {
      channel.assume(step, buffer)
      expect(buffer.count).toBe(0)
    }
    channel.assume(3, buffer)
    expect(valuesOf(buffer)).toEqual(valuesOf(bufferOf('order', [orderOf(8), orderOf(9)])))
    for (const step of [1, 2]) out.writeMark(step)
    out.writeSaid(3, said)
    out.writeStep(4, bufferOf('order', [orderOf(10)]))
    deliver(channel)
    expect(channel.queued).toBe(2)
    channel.readStep(4, buffer)
    expect(valuesOf(buffer)).toEqual(valuesOf(bufferOf('order', [orderOf(10)])))
    expect(channel.progress()).toEqual({ key: KEY, held: 8, handled: 8 })
    expect(channel.events).toBe(3)
  })

  for (const [what, breakIt] of [
    ['speaks in a step promised silent', (out: OutChannel) => out.writeStep(1, bufferOf('order', [orderOf(1)]))],
    ['says another order', sayAnother],
    ['says less', sayLess],
  ] as const)
    it(`that is broken is noticed: a sender ${what}`, () => {
      const { out, channel, deliver } = pair()
      out.promise(1, 2, out.recordsOf(bufferOf('order', [orderOf(1)])))
      out.writeMark(0)
      deliver(channel)
      const buffer = empty()
      channel.readStep(0, buffer)
      channel.assume(1, buffer)
      channel.assume(2, buffer)
      breakIt(out)
      expect(() => deliver(channel)).toThrow(/broke its promise/)
    })

  it('that was used is remembered by a snapshot, in the middle of what comes', () => {
    const { out, channel, deliver } = pair()
    const said = out.recordsOf(bufferOf('order', [orderOf(1)]))
    out.promise(0, 2, said)
    deliver(channel)
    const buffer = empty()
    for (const step of [0, 1, 2]) channel.assume(step, buffer)
    out.writeMark(0)
    deliver(channel)
    const next = new InChannel(KEY, 'peer', 'order', RUN)
    next.restore(structuredClone(channel.snapshot()))
    out.writeMark(1)
    out.writeSaid(2, said)
    out.writeMark(3)
    deliver(next)
    expect(next.has(3)).toBe(true)
    expect(next.queued).toBe(1)
    next.readStep(3, buffer)
    expect(buffer.count).toBe(0)
  })

  it('comes again when the receiver tells what it holds, until it is said or withdrawn', () => {
    const { out, channel, deliver } = pair()
    out.promise(0, 2)
    out.flush()
    const fresh = new InChannel(KEY, 'peer', 'order', RUN)
    deliver(channel)
    out.resume(0, 0)
    deliver(fresh)
    expect(fresh.covers(2, -1)).toBe(true)
    for (const step of [0, 1, 2]) out.writeMark(step)
    out.resume(0, 0)
    const late = new InChannel(KEY, 'peer', 'order', RUN)
    deliver(late)
    expect(late.has(2)).toBe(true)
    expect(late.covers(2, -1)).toBe(false)
  })

  it('leaves what it covers time: only what goes beyond it is urgent', () => {
    const { out } = pair()
    out.promise(0, 2)
    out.flush()
    out.writeMark(0)
    out.writeMark(2)
    expect(out.isUrgent).toBe(false)
    out.writeMark(3)
    expect(out.isUrgent).toBe(true)
  })

  it('keeps places that were looked at ahead, though what lies there is handled', () => {
    const { out, channel, deliver } = pair()
    for (let step = 0; step < 400; step++) {
      out.writeStep(step, bufferOf('order', step % 5 === 0 ? [orderOf(step)] : []))
      out.flush()
    }
    deliver(channel)
    const place = channel.place
    channel.keepFrom({ ...place })
    const buffer = empty()
    for (let step = 0; step < 300; step++) channel.skipStep(step)
    for (let step = 0; step < 350; step++) {
      expect(channel.lookAt(step, place, buffer)).toBe(true)
      expect(buffer.count).toBe(step % 5 === 0 ? 1 : 0)
    }
    channel.keepFrom(null)
    channel.readStep(300, buffer)
    expect(buffer.count).toBe(1)
  })
})
