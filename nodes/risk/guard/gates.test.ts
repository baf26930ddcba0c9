import { describe, expect, it } from 'vitest'
import type { Answerable, GuardCheck } from '../../../engine/sdk'
import { Rig } from './rig.testing'

const WIDE = { maxLeverage: 100, maxOrderNotional: 1e9, maxPositionNotional: 1e9, maxDailyDrawdown: 100 }

function begin(guard: Record<string, unknown>): Rig {
  const rig = new Rig({ guards: [{ ...WIDE, ...guard }] }).start()
  rig.step({ KO: 50, PEP: 100 })
  return rig
}

describe('what a guard looked at', () => {
  it.each([
    ['MAX_ORDER_NOTIONAL', { maxOrderNotional: 400 }, '500 400'],
    ['MAX_POSITION', { maxPositionNotional: 499 }, '500 499'],
    ['MAX_LEVERAGE', { maxLeverage: 0.004 }, '0.005 0.004'],
  ])('is written down with a denial: %s', (reason, guard, operands) => {
    const rig = begin(guard)
    rig.aim(0, 'KO', 10)
    rig.step({ KO: 50 })
    expect(rig.denied).toEqual([`0/1 ${reason}`])
    expect(rig.guards[0]?.gates).toEqual([`0/1 ${operands}`])
  })

  it('is told check by check to who listens, and changes nothing', () => {
    const rig = begin({ maxPositionNotional: 600 })
    const heard: (readonly GuardCheck[])[] = []
    const guard = rig.guardAt(0) as unknown as Answerable
    guard.hearChecks((_order, checks) => heard.push(checks))
    rig.aim(0, 'KO', 10)
    rig.step({ KO: 50 })
    rig.aim(1, 'KO', 10)
    rig.step({ KO: 50 })
    expect(heard.map((checks) => checks.map(({ check, passed }) => `${check} ${passed}`))).toEqual([
      ['MAX_ORDER_NOTIONAL true', 'MAX_POSITION true', 'MAX_LEVERAGE true'],
      ['MAX_ORDER_NOTIONAL true', 'MAX_POSITION false'],
    ])
    expect(heard[1]?.at(-1)).toEqual({ check: 'MAX_POSITION', passed: false, actual: 1000, limit: 600 })
    guard.hearChecks(null)
    rig.aim(1, 'KO', 10)
    rig.step({ KO: 50 })
    expect(heard).toHaveLength(2)
  })
})
