import { describe, expect, it } from 'vitest'
import { FEE_CHOICES, SLIPPAGE_MODELS } from '../../../engine/exchange'
import {
  CAUSES,
  InstrumentTable,
  instrumentSpec,
  OrderEvent,
  OrderType,
  Portfolio,
  type PortfolioEvent,
  type ReportEvent,
  reasonCode,
} from '../../../engine/sdk'
import { copies, GATEWAY, Rig, type RigSetup } from '../../risk/guard/rig.testing'
import { manifest } from './manifest'

const WIDE = { maxLeverage: 100, maxOrderNotional: 1e9, maxPositionNotional: 1e9, maxDailyDrawdown: 100 }

/** A rig that has seen one step of prices. */
function begin(setup: RigSetup = {}): Rig {
  const rig = new Rig({ guards: [WIDE], ...setup }).start()
  rig.step({ KO: 50, PEP: 100 })
  return rig
}

describe('the paper gateway', () => {
  it('takes an order without a guard’s stamp for no order', () => {
    const rig = begin()
    rig.gateway.operator.onOrder?.(Object.assign(new OrderEvent(), { seq: 1, quantityLots: 1, via: 20 }), 0)
    expect(copies(rig.gateway.reports)).toMatchObject([{ type: 3, reason: reasonCode('NO_GUARD_STAMP') }])
  })

  it('reports the account at the start, then each step, and positions that changed', () => {
    const rig = new Rig({ guards: [{}], gateway: { startingCash: 1000, fees: 'fixed', feeFixed: 2 } }).start()
    expect(copies(rig.gateway.reports)).toMatchObject([{ type: 6, via: 20, cashMicros: 1e9, author: 20 }])
    const told = () => copies(rig.gateway.portfolio) as PortfolioEvent[]
    expect(told()).toMatchObject([{ type: Portfolio.account, equityMicros: 1e9 }])
    rig.step({ KO: 50 })
    rig.aim(0, 'KO', 10)
    rig.step({ KO: 50 })
    expect(told()).toHaveLength(1)
    rig.step({ KO: [51, 52, 51, 52] })
    expect(told()).toMatchObject([
      { type: Portfolio.account, cashMicros: 488e6, equityMicros: 1008e6, unrealizedMicros: 10e6, feesMicros: 2e6 },
      { type: Portfolio.position, instrument: 0, quantityLots: 10, costMicros: 510e6, unrealizedMicros: 10e6 },
    ])
    expect(rig.gateway.operator.readout?.()).toMatchObject({
      pnl: 8,
      values: { equity: 1008, cash: 488, positions: 1, openOrders: 0, fills: 1 },
    })
    rig.step({ KO: 52 })
    expect(told()).toHaveLength(1)
  })

  it.each([
    [{ fees: 'us-equities' }, 1], // 100 shares: the least
    [{ fees: 'per-share', feePerShare: 0.02, feeMinimum: 0.5 }, 2],
    [{ fees: 'per-share', feePerShare: 0, feeMinimum: 80, feeMaximumPercent: 1 }, 50],
    [{ fees: 'percent', feePercent: 0.2 }, 10],
    [{ fees: 'fixed', feeFixed: 7 }, 7],
    [{ fees: 'none', slippage: 'ticks', slippageTicks: 4 }, 4],
    [{ fees: 'none', slippage: 'basis-points', slippageBasisPoints: 10 }, 5],
  ])('charges 100 bought at 50 as its params say: %o costs %d', (gateway, cost) => {
    const rig = begin({ gateway })
    rig.aim(0, 'KO', 100)
    rig.step({ KO: 50 })
    rig.step({ KO: 50 })
    expect(rig.account.equity).toBeCloseTo(100_000 - cost, 6)
  })

  it.each([
    [{ fills: 'next-open' }, '0/1 filled 100@5012'],
    [{ fills: 'bar-close' }, '0/1 filled 100@5000'],
    [{ fills: 'next-quote' }, undefined],
    [{ fills: 'ohlc-path' }, '0/1 filled 100@5012'],
    [{ orderLatencyMs: 1 }, undefined],
    [{ dataLatencyMs: 1 }, undefined],
    [{ volumeShareMax: 30 }, '0/1 filled 30@5012'],
    [{ slippage: 'volume-share', slippageImpact: 1, slippageVolumeMax: 10 }, '0/1 filled 100@5063'],
    [{ slippage: 'square-root' }, '0/1 filled 100@5012'],
    [{ cashBufferPercent: 96 }, '0/1 rejected INSUFFICIENT_CASH'],
  ])('fills 100 wanted at 50.00, the next bar opening at 50.12, as its params say: %o', (gateway, line) => {
    const rig = begin({ gateway })
    rig.aim(0, 'KO', 100)
    rig.step({ KO: 50 })
    expect(rig.step({ KO: [50.12, 50.5, 50, 50.25] }).filter((heard) => !heard.endsWith('accepted'))).toEqual(
      line === undefined ? [] : [line],
    )
  })

  it('closes what is held when the run ends, if asked to, and tells of the account once more', () => {
    const rig = begin({ gateway: { atEnd: 'close', fees: 'fixed', feeFixed: 3 } })
    rig.aim(0, 'KO', 10)
    rig.aim(1, 'KO', -4)
    rig.step({ KO: 50 })
    rig.step({ KO: 50 })
    rig.step({ KO: 51 })
    rig.gateway.operator.onEnd?.()
    const told = copies(rig.gateway.portfolio) as PortfolioEvent[]
    expect(told.slice(-2)).toMatchObject([
      // 6 × 1 earned by the two together, four fees of 3.
      { type: Portfolio.account, equityMicros: 99_994e6, cashMicros: 99_994e6 },
      { type: Portfolio.position, instrument: 0, quantityLots: 0 },
    ])
    const fills = (copies(rig.gateway.reports) as ReportEvent[]).filter((one) => one.type === 1)
    expect(fills).toMatchObject([
      { origin: 0, side: -1, quantityLots: 10, priceTicks: 5100, cause: CAUSES.indexOf('run-end'), via: GATEWAY },
      { origin: 1, side: 1, quantityLots: 4, priceTicks: 5100 },
    ])
    const marked = begin()
    marked.aim(0, 'KO', 10)
    marked.step({ KO: 50 })
    marked.step({ KO: 50 })
    const before = copies(marked.gateway.portfolio).length
    marked.gateway.operator.onEnd?.()
    expect([copies(marked.gateway.portfolio).length, marked.account.cash]).toEqual([before, 99_500])
  })

  it('takes params saved before there were fill profiles, and says its terms in words', () => {
    const saved = {
      account: 'a',
      startingCash: 5_000,
      fees: 'percent',
      feePercent: 0.2,
      slippage: 'ticks',
      limitTouch: 'touch',
    }
    const params = manifest.params.parse(saved)
    expect(params).toMatchObject({ ...saved, fills: 'next-open', volumeShareMax: 0, orderLatencyMs: 0, atEnd: 'mark' })
    expect(manifest.terms?.(params)).toEqual([
      { label: 'Fills', value: 'next-open: the open of the next bar, or the next trade or quote' },
      { label: 'Limit orders', value: 'fill at a touch' },
      { label: 'Fees', value: '0.2 % of the value' },
      { label: 'Slippage', value: '1 tick' },
      { label: 'Latency', value: 'none' },
      { label: 'Volume', value: 'unlimited' },
      { label: 'Off-grid prices', value: 'nearest tick' },
      { label: 'Cash', value: 'may be borrowed' },
      { label: 'Open at the end', value: 'marked at the last price' },
    ])
    for (const fees of FEE_CHOICES)
      for (const slippage of SLIPPAGE_MODELS)
        for (const { label, value } of manifest.terms?.(manifest.params.parse({ fees, slippage })) ?? [])
          expect(`${label}: ${value}`).not.toMatch(/undefined|NaN|: $/)
  })

  it('fills limit orders and refuses purchases as its params say', () => {
    for (const limitTouch of ['touch', 'through']) {
      const rig = begin({ gateway: { limitTouch, requireCash: true, startingCash: 4000 } })
      rig.book(0).submit(rig.intentsOf(0), 0, 10, 0, { type: OrderType.limit, limitTicks: 4900 })
      rig.aim(1, 'KO', 100)
      rig.step({ KO: 50 })
      const heard = rig.step({ KO: [50, 50, 49, 50] })
      expect(heard).toContain('1/1 rejected INSUFFICIENT_CASH')
      expect(heard.includes('0/1 filled 10@4900')).toBe(limitTouch === 'touch')
    }
  })

  it('trades an instrument that came while it runs', () => {
    const rig = begin()
    rig.instruments = new InstrumentTable([
      ...rig.instruments.all,
      { ...instrumentSpec.parse({ symbol: 'GLD', tickSize: 0.01 }), id: 2 },
    ])
    rig.step({ GLD: 180 })
    Object.assign(rig.intentsOf(0).next(), { origin: 0, seq: 1, instrument: 2, quantityLots: 5 })
    rig.step({ GLD: 180 })
    expect(rig.step({ GLD: 181 })).toEqual(['0/1 accepted', '0/1 filled 5@18100'])
    rig.step({ GLD: 182 })
    expect([rig.account.equity, rig.guardAt(0).readout?.().values?.equity]).toEqual([100_005, 100_005])
  })

  it('tells of its positions, when asked, at the latest marks and not at those of the fill', () => {
    const rig = begin()
    rig.aim(0, 'KO', 10)
    rig.step({ KO: 50 })
    rig.step({ KO: 50 })
    rig.step({ KO: 57 })
    const asked: PortfolioEvent[] = []
    rig.gateway.operator.positions?.((position) => asked.push({ ...position } as PortfolioEvent))
    expect(asked).toMatchObject([{ type: Portfolio.position, instrument: 0, quantityLots: 10, unrealizedMicros: 70e6 }])
  })

  it('goes on from a snapshot, told positions and all', () => {
    const rig = begin()
    rig.aim(0, 'KO', 10)
    rig.step({ KO: 50 })
    rig.step({ KO: 50 })
    const again = new Rig(rig.setup).restore(rig.snapshot())
    rig.step({ KO: 51 })
    again.step({ KO: 51 })
    expect(copies(again.gateway.portfolio)).toEqual(copies(rig.gateway.portfolio))
    expect(again.gateway.operator.readout?.()).toEqual(rig.gateway.operator.readout?.())
  })

  it('carries the account in every report', () => {
    const rig = begin()
    rig.aim(0, 'KO', 10)
    rig.step({ KO: 50, PEP: 100 })
    const [accepted] = copies(rig.gateway.reports) as ReportEvent[]
    expect(accepted).toMatchObject({ cashMicros: 1e11, equityMicros: 1e11 })
  })
})
