import { afterEach, beforeEach, expect, it } from 'vitest'
import { TOY_TOPOLOGY } from '../../runtime/toy-kinds.testing'
import { Random } from '../../sdk'
import { rerunDeployment } from './rerun'
import { Rig } from './rig.testing'

const SEED = Number(process.env.LIVE_TEST_SEED ?? Date.now() % 1_000_000)
const SOURCES = TOY_TOPOLOGY.nodes.filter(({ kind }) => kind === 'data.toy').map(({ id }) => id)
const [FIRST = ''] = SOURCES
/** A feature that only hears the sources. */
const FEATURE = TOY_TOPOLOGY.nodes.find(({ id, kind }) => {
  const into = TOY_TOPOLOGY.links.filter(({ to }) => to.startsWith(`${id}.`))
  return kind === 'feature.toy' && into.every(({ from }) => SOURCES.includes(from.split('.')[0] ?? ''))
})

let rig: Rig
let random: Random
let nowNs = 1_700_000_000_000_000_000n
beforeEach(() => {
  rig = new Rig()
  random = new Random(SEED, 'warming')
})
afterEach(() => rig.close())

async function say(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const tap = rig.taps.get(SOURCES[Math.floor(random.uniform() * SOURCES.length)] ?? FIRST)
    tap?.out.next().setTrade(random.uniform() < 0.5 ? 0 : 1, 100 + random.normal(), 10)
    nowNs += 1_000_000n
    tap?.said?.(nowNs)
    await rig.quiet()
  }
}

/** What a feature has come to, by the snapshot of its operator. */
function stateOf(host: string): unknown {
  const { parts } = rig.life(host).open
  return parts.executor.snapshot().slots.map(([, { operator }]) => operator)
}

it(`a node that comes in late has come to what it would have, had it always been there (seed ${SEED})`, async () => {
  const host = FEATURE?.id ?? ''
  expect(host).not.toBe('')
  for (const one of rig.hosts) await rig.spawn(one)
  await say(12)
  const always = stateOf(host)
  // Its folder goes with it: what comes back has no past but what the sources have journaled.
  await rig.kill(host)
  rig.forget(host)
  await rig.spawn(host)
  expect(stateOf(host)).toEqual(always)
  await rig.stop()
})

it('what waits while sources are held is said when they go on, once', async () => {
  for (const one of rig.hosts) await rig.spawn(one)
  await say(4)
  for (const source of SOURCES) rig.life(source).open.run.hold()
  const heard = () => rig.life(FEATURE?.id ?? '').open.beat(null)?.nodes[0]?.eventsIn ?? 0
  const before = heard()
  for (let i = 0; i < 5; i++) {
    const tap = rig.taps.get(FIRST)
    tap?.out.next().setTrade(0, 100 + i, 10)
    nowNs += 1_000_000n
    tap?.said?.(nowNs)
  }
  await rig.quiet()
  expect(heard()).toBe(before)
  for (const one of rig.hosts) expect(rig.life(one).open.run.owes?.()).toEqual([])
  for (const source of SOURCES) rig.life(source).open.run.go(null)
  await expect.poll(heard).toBeGreaterThan(before)
  await rig.quiet()
  await rig.stop()
  expect(await rerunDeployment(rig.dir, rig.findKind)).toMatchObject({ divergence: null })
})
