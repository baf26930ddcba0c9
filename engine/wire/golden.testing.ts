/** The examples of docs/wire.md: events with known fields and the bytes they make. */
import {
  Action,
  FeatureEvent,
  Liquidity,
  MarketEvent,
  OrderEvent,
  OrderType,
  Portfolio,
  PortfolioEvent,
  Report,
  ReportEvent,
  reasonCode,
  Side,
  SignalEvent,
  TimeInForce,
} from '../sdk'
import { channelKey, encodeAck, encodePromise, encodeResume } from './codec'
import { OutChannel } from './out-channel'
import type { CarriedType, WireEvent } from './records'
import { Stamp } from './stamp'
import { bufferOf } from './wire.testing'

export const GOLDEN_RUN = 0x1a2b3c4d

const feature = Object.assign(new FeatureEvent(), { instrument: 0, hedge: 1 })
feature.values.set([1.5, -0.25])
const SIGNAL = Object.assign(new SignalEvent(), { instrument: 3, hedge: -1, direction: -1, strength: 0.75 })
const EVENTS: readonly (readonly [string, CarriedType, WireEvent])[] = [
  ['market', 'market', new MarketEvent().setBar(2, 100, 101.5, 99.25, 100.5, 1200, 60_000)],
  ['feature', 'feature', feature],
  ['signal', 'signal', SIGNAL],
  [
    'order',
    'order',
    Object.assign(new OrderEvent(), {
      action: Action.submit,
      origin: 4,
      seq: 17,
      group: 9,
      instrument: 2,
      side: Side.sell,
      quantityLots: 25,
      type: OrderType.stopLimit,
      limitTicks: 10_050,
      stopTicks: 10_060,
      oco: 3,
      timeInForce: TimeInForce.day,
      reduceOnly: 1,
      stamp: 123_456_789_012,
    }),
  ],
  [
    'report',
    'report',
    Object.assign(new ReportEvent(), {
      type: Report.denied,
      author: 5,
      origin: 4,
      seq: 17,
      group: 9,
      instrument: 2,
      side: Side.sell,
      quantityLots: 25,
      leavesLots: 0,
      priceTicks: 0,
      orderType: OrderType.stopLimit,
      stopTicks: 10_060,
      flags: 0,
      timeInForce: TimeInForce.day,
      liquidity: Liquidity.taker,
      reason: reasonCode('MAX_POSITION'),
      cause: 0,
      cashMicros: 99_000_000_000,
      equityMicros: 100_500_000_000,
    }),
  ],
  [
    'portfolio',
    'portfolio',
    Object.assign(new PortfolioEvent(), {
      type: Portfolio.position,
      instrument: 2,
      quantityLots: -25,
      costMicros: -2_512_500_000,
      realizedMicros: 0,
      unrealizedMicros: 12_500_000,
      feesMicros: 250_000,
    }),
  ],
]

const STAMP = Object.assign(new Stamp(), {
  tsNs: 1_700_000_000_123_456_789n,
  saidNs: 5_000_000_001n,
  step: 300,
  missed: 2,
})

function messageOf(type: CarriedType, event: WireEvent, stamp: Stamp | null = null): Uint8Array {
  const sent: Uint8Array[] = []
  const key = channelKey(7, type === 'report' ? 'up' : 'down')
  const post = (bytes: Uint8Array) => void sent.push(bytes)
  const out = new OutChannel(key, 'peer', type, GOLDEN_RUN, post, () => {})
  out.writeStep(stamp ? 12 : 300, bufferOf(type, [event]), stamp)
  out.flush()
  return sent[0] ?? new Uint8Array()
}

/** A promise of silence in the steps 301 to 340 and of the order above in step 341. */
function promise(): Uint8Array {
  const key = channelKey(7, 'down')
  const [order] = EVENTS.flatMap(([name, , event]) => (name === 'order' ? [event] : []))
  const out = new OutChannel(
    key,
    'peer',
    'order',
    GOLDEN_RUN,
    () => {},
    () => {},
  )
  const said = out.recordsOf(bufferOf('order', order ? [order] : []))
  return encodePromise(GOLDEN_RUN, { key, base: 301, through: 341, ...said })
}

/** Each example's name and bytes: DATA messages with one event and the mark of step 300, a PROMISE, an ACK and a RESUME. */
export const GOLDEN: readonly (readonly [string, Uint8Array])[] = [
  ...EVENTS.map(([name, type, event]) => [name, messageOf(type, event)] as const),
  ['stamp', messageOf('signal', SIGNAL, STAMP)],
  ['promise', promise()],
  ['ack', encodeAck(GOLDEN_RUN, [{ key: channelKey(7, 'down'), held: 5_000_000_000, handled: 600 }])],
  [
    'resume',
    encodeResume(GOLDEN_RUN, {
      host: 'risk',
      endpoint: 'ipc:///tmp/pb/r',
      answerWanted: true,
      progress: [{ key: channelKey(7, 'up'), held: 12, handled: 10 }],
    }),
  ],
]

/** Bytes as docs/wire.md shows them: hex, sixteen a line. */
export function hexOf(bytes: Uint8Array): string {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += 16)
    lines.push([...bytes.subarray(at, at + 16)].map((byte) => byte.toString(16).padStart(2, '0')).join(' '))
  return lines.join('\n')
}
