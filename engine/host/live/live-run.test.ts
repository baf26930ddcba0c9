import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TOY_TOPOLOGY } from '../../runtime/toy-kinds.testing'
import { Random } from '../../sdk'
import { WAITING_EVENTS_MAX } from './limits'
import { rerunDeployment } from './rerun'
import { Rig } from './rig.testing'

const SEED = Number(process.env.LIVE_TEST_SEED ?? Date.now() % 1_000_000)
const SOURCES = TOY_TOPOLOGY.nodes.filter(({ kind }) => kind === 'data.toy').map(({ id }) => id)
const START_NS = 1_700_000_000_000_000_000n

let rig: Rig
let random: Random
let nowNs = START_NS

beforeEach(() => {
  rig = new Rig()
  random = new Random(SEED, 'live run')
  nowNs = START_NS
})

afterEach(() => {
  rig.close()
})

/** Lets a source say some quotes and trades, if it runs. */
function say(source: string, count: number): void {
  const tap = rig.taps.get(source)
  if (!tap?.said) return
  for (let i = 0; i < count; i++) {
    const price = 100 + random.normal()
    const instrument = random.uniform() < 0.5 ? 0 : 1
    if (random.uniform() < 0.5) tap.out.next().setTrade(instrument, price, 10)
    else tap.out.next().setQuote(instrument, price - 0.01, price + 0.01, 5, 5)
  }
  nowNs += BigInt(1 + Math.floor(random.uniform() * 1e9))
  tap.said(nowNs)
}

const anySource = () => SOURCES[Math.floor(random.uniform() * SOURCES.length)] ?? ''

describe(`a run on the wall clock (seed ${SEED}, set by LIVE_TEST_SEED)`, () => {
  it('is the same when it is run again, whoever was killed when', async () => {
    for (const host of rig.hosts) await rig.spawn(host)
    for (let round = 0; round < 300; round++) {
      say(anySource(), 1 + Math.floor(random.uniform() * 5))
      if (random.uniform() < 0.3) await new Promise(setImmediate)
      if (round % 25 !== 24) continue
      const victim = rig.hosts[Math.floor(random.uniform() * rig.hosts.length)] ?? ''
      await rig.kill(victim)
      say(anySource(), 3)
      await rig.spawn(victim)
    }
    await rig.quiet()
    await rig.stop()
    expect(rig.errors).toEqual([])
    const result = await rerunDeployment(rig.dir, rig.findKind)
    expect(result.divergence).toBeNull()
    expect(result.hosts).toBe(rig.hosts.length)
    expect(result.batches).toBeGreaterThan(300)
    expect(result.rows).toBeGreaterThan(50)
  })

  it('counts what a slow reader misses, marks it degraded, and loses no order', async () => {
    const [source = ''] = SOURCES
    const reader = TOY_TOPOLOGY.links.find(({ from }) => from.startsWith(`${source}.`))?.to.split('.')[0] ?? ''
    for (const host of rig.hosts) await rig.spawn(host, host === reader)
    for (let round = 0; round < 40; round++) {
      say(source, 3_000)
      await new Promise(setImmediate)
    }
    await rig.kill(reader)
    await rig.spawn(reader)
    say(source, 1)
    await rig.quiet()
    const { nodes, links } = rig.life(reader).open.beat(null) ?? { nodes: [], links: [] }
    const missed = links.reduce((sum, { dropped }) => sum + dropped, 0)
    const heard = nodes.reduce((sum, { eventsIn }) => sum + eventsIn, 0)
    expect(missed).toBeGreaterThan(120_001 - WAITING_EVENTS_MAX - 10_000)
    expect(heard + missed).toBe(120_001)
    expect(nodes[0]).toMatchObject({ state: 'degraded', note: expect.stringMatching(/market events missed on/) })
    await rig.stop()
    expect(await rerunDeployment(rig.dir, rig.findKind)).toMatchObject({ divergence: null })
  })

  it('never turns the clock back', async () => {
    for (const host of rig.hosts) await rig.spawn(host)
    const [source = ''] = SOURCES
    say(source, 1)
    await rig.quiet()
    const before = nowNs
    nowNs -= 3_600_000_000_000n
    say(source, 1)
    await rig.quiet()
    for (const host of rig.hosts) {
      const [told] = rig.life(host).open.beat(null)?.nodes ?? []
      if (told?.ts) expect(Date.parse(told.ts)).toBe(Number(before / 1_000_000n))
    }
    await rig.stop()
  })
})
