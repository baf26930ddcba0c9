import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { channelKey, decodeMessage, encodeAck, encodePromise, encodeResume, WireError } from './codec'
import { InChannel } from './in-channel'
import { OutChannel } from './out-channel'
import { checkPromise, checkRecords } from './record-check'
import type { CarriedType, WireEvent } from './records'
import { ANY_EVENT, bufferOf, makeEvent, valuesOf } from './wire.testing'

const RUN = 0x1234_5678
const TYPES = Object.keys(ANY_EVENT) as CarriedType[]

/** Says steps on a link direction and gives the messages. */
function messagesOf(type: CarriedType, steps: readonly (readonly WireEvent[])[]): Uint8Array[] {
  const sent: Uint8Array[] = []
  const key = channelKey(9, type === 'report' ? 'up' : 'down')
  const out = new OutChannel(
    key,
    'peer',
    type,
    RUN,
    (bytes) => sent.push(bytes),
    () => {},
  )
  for (const [step, events] of steps.entries()) {
    out.writeStep(step, bufferOf(type, events))
    if (step % 3 === 2) out.flush()
  }
  out.flush()
  return sent
}

/** Orders as they lie in a message. */
const recordsOf = (orders: readonly WireEvent[]) =>
  new OutChannel(
    0,
    'peer',
    'order',
    RUN,
    () => {},
    () => {},
  ).recordsOf(bufferOf('order', orders)).records

describe('records', () => {
  for (const type of TYPES)
    it(`${type}: what is read is what was written, whatever the fields`, () => {
      const steps = fc.array(fc.array(ANY_EVENT[type], { maxLength: 5 }), { minLength: 1, maxLength: 8 })
      fc.assert(
        fc.property(steps, (said) => {
          const channel = new InChannel(channelKey(9, type === 'report' ? 'up' : 'down'), 'peer', type, RUN)
          for (const bytes of messagesOf(type, said)) {
            const message = decodeMessage(bytes, RUN)
            const offer = message.kind === 'data' ? channel.offer(message) : null
            if (offer?.verdict !== 'new') throw new Error('not taken')
            channel.take(offer)
          }
          const buffer = bufferOf(type, [makeEvent(type)])
          for (const [step, events] of said.entries()) {
            channel.readStep(step, buffer)
            expect(valuesOf(buffer)).toEqual(valuesOf(bufferOf(type, events)))
          }
        }),
      )
    })
})

describe('messages', () => {
  it('keeps sequence numbers beyond 2^32', () => {
    const progress = [{ key: channelKey(3, 'up'), held: 2 ** 40 + 5, handled: 2 ** 52 + 1 }]
    expect(decodeMessage(encodeAck(RUN, progress), RUN)).toEqual({ kind: 'ack', progress })
  })

  it('reads a RESUME as it was written', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.boolean(),
        fc.array(fc.record({ key: fc.nat(2 ** 31), held: fc.maxSafeNat(), handled: fc.maxSafeNat() }), {
          maxLength: 9,
        }),
        (host, endpoint, answerWanted, progress) => {
          const message = { host, endpoint, answerWanted, progress }
          expect(decodeMessage(encodeResume(RUN, message), RUN)).toEqual({ kind: 'resume', ...message })
        },
      ),
    )
  })

  it('answers any bytes with a message or a typed error, never with anything else', () => {
    const good = [
      ...TYPES.flatMap((type) => messagesOf(type, [[makeEvent(type)], []])),
      encodeAck(RUN, [{ key: 1, held: 2, handled: 1 }]),
      encodePromise(RUN, { key: 4, base: 3, through: 9, count: 0, records: new Uint8Array() }),
      encodePromise(RUN, {
        key: 4,
        base: 3,
        through: 9,
        count: 2,
        records: recordsOf([makeEvent('order'), makeEvent('order')]),
      }),
      encodeResume(RUN, { host: 'a', endpoint: 'tcp://127.0.0.1:1', answerWanted: true, progress: [] }),
    ]
    const spoiled = fc
      .tuple(fc.constantFrom(...good), fc.nat(200), fc.nat(255), fc.nat(400))
      .map(([from, at, byte, length]) => {
        const bytes = Uint8Array.from(from.subarray(0, Math.max(1, length)))
        bytes[at % bytes.length] = byte
        return bytes
      })
    fc.assert(
      fc.property(fc.oneof(spoiled, fc.uint8Array({ maxLength: 200 })), (bytes) => {
        try {
          const message = decodeMessage(bytes, RUN)
          if (message.kind === 'data') for (const type of TYPES) expectTyped(() => checkRecords(message, type))
          if (message.kind === 'promise') for (const type of TYPES) expectTyped(() => checkPromise(message, type))
        } catch (error) {
          expect(error).toBeInstanceOf(WireError)
        }
      }),
      { numRuns: 3_000 },
    )
  })

  it('says what is wrong with a message', () => {
    const [bytes = new Uint8Array()] = messagesOf('market', [[makeEvent('market')]])
    const faultOf = (change: (bytes: Uint8Array) => Uint8Array) => {
      try {
        decodeMessage(change(Uint8Array.from(bytes)), RUN)
        return null
      } catch (error) {
        return error instanceof WireError ? error.fault : error
      }
    }
    const set = (at: number, value: number) => (copy: Uint8Array) => {
      copy[at] = value
      return copy
    }
    expect(faultOf((copy) => copy)).toBeNull()
    expect(faultOf(set(0, 0))).toBe('BAD_MAGIC')
    expect(faultOf(set(2, 9))).toBe('BAD_VERSION')
    expect(faultOf(set(3, 9))).toBe('BAD_KIND')
    expect(faultOf(set(4, 0))).toBe('OTHER_RUN')
    expect(faultOf(set(12, 7))).toBe('BAD_FIELD')
    expect(faultOf(set(32, 99))).toBe('BAD_RECORD')
    expect(faultOf((copy) => copy.subarray(0, copy.length - 1))).toBe('TRUNCATED')
  })

  it('refuses a field that is on no list', () => {
    const [bytes = new Uint8Array()] = messagesOf('report', [[makeEvent('report')]])
    bytes[32 + 6] = 200
    const message = decodeMessage(bytes, RUN)
    if (message.kind !== 'data') throw new Error('not data')
    expect(() => checkRecords(message, 'report')).toThrow(/impossible/)
  })
})

function expectTyped(act: () => void): void {
  try {
    act()
  } catch (error) {
    expect(error).toBeInstanceOf(WireError)
  }
}
