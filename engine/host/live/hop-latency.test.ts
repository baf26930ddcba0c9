import { describe, expect, it } from 'vitest'
import { Stamp } from '../../wire/stamp'
import { ageUs, HopLatency } from './hop-latency'

const stamp = (saidNs: bigint, age: number) => Object.assign(new Stamp(), { saidNs, ageUs: age })
const SAID = 5_000_000_000n

describe('the latency of a hop', () => {
  it('is the age when it was handled less the age when it was sent', () => {
    const hops = new HopLatency()
    for (let i = 0; i < 100; i++) hops.add(3, stamp(SAID, 400), SAID + (i < 98 ? 900_000n : 20_400_000n))
    const { latencyMsP50, latencyMsP99 } = hops.of(3)
    expect(latencyMsP50).toBeCloseTo(0.5, 1)
    expect(Math.abs((latencyMsP99 ?? 0) - 20)).toBeLessThan(0.5)
  })

  it('is not known of links that nothing came by, nor of batches that were not measured', () => {
    const hops = new HopLatency()
    hops.add(3, stamp(SAID, 0), SAID + 1_000n)
    expect(hops.of(3)).toEqual({ latencyMsP50: null, latencyMsP99: null })
    expect(hops.of(4)).toEqual({ latencyMsP50: null, latencyMsP99: null })
  })

  it('travels as microseconds, at least one where it is measured at all', () => {
    expect([ageUs(SAID, SAID), ageUs(SAID, SAID + 1_234_000n), ageUs(0n, SAID)]).toEqual([1, 1_234, 0])
    expect(ageUs(1n, 10n ** 18n)).toBe(2 ** 32 - 1)
    const view = new DataView(new ArrayBuffer(40))
    const again = new Stamp()
    stamp(SAID, 77).write(view, 0)
    again.read(view, 0)
    expect(again).toMatchObject({ saidNs: SAID, ageUs: 77 })
  })
})
