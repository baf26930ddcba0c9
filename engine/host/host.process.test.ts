import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { readRunLog } from '../report'
import { buildHost, Desk } from './desk.testing'
import { alone, chance, firstDivergence, linesOf, PLAN, someTime, speedFor, wholeRun } from './toy-run.testing'

let script = ''
let desk: Desk | null = null
const open = async (...rest: Parameters<typeof Desk.open> extends [string, ...infer R] ? R : never) => {
  desk = await Desk.open(script, ...rest)
  return desk
}

beforeAll(async () => {
  script = await buildHost('engine/host/toy-host.testing.ts')
})
afterEach(async () => {
  await desk?.close()
  desk = null
})
afterAll(() => rmSync(script, { force: true }))

describe('hosts', () => {
  it('give over processes what one process gives', async () => {
    const { lines, timeline } = await wholeRun()
    const desk = await open(PLAN, alone(PLAN), timeline)
    await desk.start(null)
    await desk.finished()
    expect(await desk.stop()).toEqual(desk.hosts.map(() => 0))
    expect(lines.length).toBeGreaterThan(500)
    expect(firstDivergence(linesOf(readRunLog(desk.recordDirs())), lines)).toBeNull()
  })

  it('lose and double nothing when they are killed at any moment', async () => {
    const { lines, timeline } = await wholeRun()
    const random = chance('kills')
    const desk = await open(PLAN, alone(PLAN), timeline)
    await desk.start(speedFor(timeline, 5_000))
    const victims = [...desk.hosts, ...desk.hosts].sort(() => random.uniform() - 0.5)
    for (const victim of victims) {
      await someTime(random, 300)
      await desk.killAndRestart(victim)
    }
    await desk.finished()
    await desk.stop()
    expect(desk.restarts).toBe(18)
    expect(firstDivergence(linesOf(readRunLog(desk.recordDirs())), lines)).toBeNull()
  })

  it('survive the death of several at once', async () => {
    const { lines, timeline } = await wholeRun()
    const random = chance('kills')
    const desk = await open(PLAN, alone(PLAN), timeline)
    await desk.start(speedFor(timeline, 4_000))
    for (const group of [
      ['fast', 'outer', 'venue'],
      ['first', 'second', 'inner'],
      ['slow', 'sum', 'total', 'venue'],
    ]) {
      await someTime(random, 1_000)
      await Promise.all(group.map((host) => desk.killAndRestart(host)))
    }
    await desk.finished()
    await desk.stop()
    expect(firstDivergence(linesOf(readRunLog(desk.recordDirs())), lines)).toBeNull()
  })

  it('go on where they were after all of them were killed, and after an orderly stop', async () => {
    const { lines, timeline } = await wholeRun()
    const random = chance('kills')
    const desk = await open(PLAN, alone(PLAN), timeline)
    const speed = speedFor(timeline, 4_000)
    await desk.start(speed)
    await someTime(random, 1_500)
    await desk.killAll()
    await desk.start(speed)
    await someTime(random, 1_500)
    expect(await desk.stop()).toEqual(desk.hosts.map(() => 0))
    await desk.start(speed)
    await desk.finished()
    await desk.stop()
    expect(firstDivergence(linesOf(readRunLog(desk.recordDirs())), lines)).toBeNull()
  })

  it('fall back to the snapshot before a damaged one', async () => {
    const { lines, timeline } = await wholeRun()
    const desk = await open(PLAN, alone(PLAN), timeline)
    await desk.start(speedFor(timeline, 20_000))
    const fewest = () => Math.min(...desk.hosts.map((host) => snapshotsOf(desk.dirOf(host)).length))
    await expect.poll(fewest, { timeout: 60_000 }).toBeGreaterThan(1)
    await desk.killAll()
    let damaged = 0
    for (const host of desk.hosts) damaged += damageNewestSnapshot(desk.dirOf(host))
    expect(damaged).toBe(desk.hosts.length)
    await desk.start(null)
    await desk.finished()
    await desk.stop()
    expect(firstDivergence(linesOf(readRunLog(desk.recordDirs())), lines)).toBeNull()
  })

  it('share a process where a frame is drawn', async () => {
    const { lines, timeline } = await wholeRun()
    const at = (id: string) => PLAN.nodes.find((node) => node.id === id)?.index ?? -1
    const groups = { a: ['fast', 'sum', 'first', 'venue'], b: ['slow', 'total', 'outer'], c: ['second', 'inner'] }
    const placements = Object.entries(groups).map(([host, ids]) => ({ host, nodes: ids.map(at) }))
    const desk = await open(PLAN, placements, timeline)
    await desk.start(speedFor(timeline, 1_500))
    await desk.killAndRestart('b')
    await desk.killAndRestart('a')
    await desk.finished()
    await desk.stop()
    expect(firstDivergence(linesOf(readRunLog(desk.recordDirs())), lines)).toBeNull()
  })
})

/** The numbers of the snapshots in a host's folder. */
const snapshotsOf = (dir: string) =>
  readdirSync(dir)
    .flatMap((name) => /^snapshot-(\d+)\.bin$/.exec(name)?.[1] ?? [])
    .map(Number)

/** Turns one byte in the middle over. @returns 1 if there was another to fall back to. */
function damageNewestSnapshot(dir: string): number {
  const numbers = snapshotsOf(dir)
  const newest = join(dir, `snapshot-${Math.max(...numbers)}.bin`)
  const bytes = readFileSync(newest)
  const middle = Math.floor(bytes.length / 2)
  bytes[middle] = (bytes[middle] ?? 0) ^ 0xff
  writeFileSync(newest, bytes)
  return numbers.length > 1 ? 1 : 0
}
