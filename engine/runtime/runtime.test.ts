import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileTopology, type Plan } from '../graph'
import { type OutPort, REASONS, Report, type Topology } from '../sdk'
import type { Channel } from './channel'
import { Executor } from './executor'
import type { Recorder } from './recorder'
import { millisOf, unionTimeline } from './timeline'
import { findToy, indexOf, TOY_CATALOGUE, TOY_TOPOLOGY } from './toy-kinds.testing'

const compile = (topology: Topology, options = {}) => {
  const answer = compileTopology(topology, TOY_CATALOGUE, { seed: 7, secret: 's', ...options })
  if (!answer.ok) throw new Error(answer.problems.map((one) => one.message).join('\n'))
  return answer
}
const { plan: PLAN } = compile(TOY_TOPOLOGY)

/** Writes one line for everything told, by author, so that interleaving between processes does not matter. */
function lineRecorder(): Recorder & { byAuthor: Map<number, string[]> } {
  const byAuthor = new Map<number, string[]>()
  const write = (author: number, line: string) => {
    const lines = byAuthor.get(author) ?? []
    byAuthor.set(author, lines)
    lines.push(line)
  }
  return {
    byAuthor,
    onReport: (ts, { via: _via, ...rest }) => write(rest.author, `${ts} ${JSON.stringify(rest)}`),
    onAccount: (ts, node, event) => write(node, `${ts} account ${event.cashMicros}`),
    onIntent: (ts, node, { via: _via, ...rest }) => write(node, `${ts} ${JSON.stringify(rest)}`),
    onSignal() {},
  }
}

const open = (plan: Plan, own: ReadonlySet<number> | 'all', recorder: Recorder) =>
  Executor.open(plan, own, {
    findKind: findToy,
    openDataset: () => Promise.reject(new Error('none')),
    recorder,
    log() {},
  })

async function wholeRun(plan: Plan = PLAN) {
  const recorder = lineRecorder()
  const executor = await open(plan, 'all', recorder)
  const timeline = unionTimeline(executor.sources().map(({ source }) => source.rowTsNs))
  executor.setTimeline(timeline)
  executor.runSteps(0, timeline.length)
  return { recorder, timeline, executor }
}

type Mail = Map<string, Record<string, unknown>[]>
const keyOf = (channel: Channel) => `${channel.link}/${channel.direction}`

/** Carries a channel's events of the step in hand to whoever runs the other end. */
function post(mail: Mail, channel: Channel): void {
  const events = (channel.buffer.events as { via?: number }[]).slice(0, channel.buffer.count)
  const mine = channel.direction === 'up' ? events.filter((one) => one.via === channel.link || one.via === -1) : events
  mail.set(
    keyOf(channel),
    mine.map((event) => structuredClone({ ...event })),
  )
}

function collect(mail: Mail, channel: Channel): void {
  const buffer = channel.buffer as OutPort<{ reset(): void }>
  buffer.clear()
  const events = mail.get(keyOf(channel))
  if (!events) throw new Error(`nothing was sent on ${keyOf(channel)}: the order of tasks is wrong`)
  mail.delete(keyOf(channel))
  for (const { via: _via, values, ...rest } of events) {
    const slot = buffer.next()
    Object.assign(slot, rest, 'via' in slot ? { via: -1 } : {})
    if (values && 'values' in slot) (slot.values as Float64Array).set(values as Float64Array)
  }
}

function runStep(
  executors: readonly Executor[],
  owners: ReadonlyMap<number, Executor>,
  plan: Plan,
  step: number,
  mail: Mail,
): void {
  for (const executor of executors) executor.beginStep(step)
  for (const { node, phase } of plan.tasks) {
    const task = owners.get(node)?.tasks.find((one) => one.node === node && one.phase === phase)
    if (!task) throw new Error('a task has no owner')
    for (const channel of task.inbound) collect(mail, channel)
    task.run()
    for (const channel of task.outbound) post(mail, channel)
  }
}

async function split(plan: Plan, groups: readonly number[][], timeline: BigInt64Array, recorder: Recorder) {
  const executors = await Promise.all(groups.map((group) => open(plan, new Set(group), recorder)))
  for (const executor of executors) executor.setTimeline(timeline)
  const owners = new Map(
    groups.flatMap((group, place) => group.map((node) => [node, executors[place] as Executor] as const)),
  )
  return { executors, owners }
}

describe('executor', () => {
  it('does something worth comparing', async () => {
    const { recorder } = await wholeRun()
    const told = [...recorder.byAuthor.values()].flat().join('\n')
    for (const type of [0, 1, 5]) expect(told).toContain(`"type":${type},"author"`)
    expect(recorder.byAuthor.get(indexOf(PLAN, 'venue'))?.length).toBeGreaterThan(300)
    expect(told).not.toContain('"type":3,"author"')
  })

  it('gives the same however its nodes are spread over processes', async () => {
    const { recorder: whole, timeline } = await wholeRun()
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(3), { minLength: PLAN.nodes.length, maxLength: PLAN.nodes.length }),
        async (places) => {
          const groups = [0, 1, 2, 3].map((place) =>
            PLAN.nodes.filter((_, i) => places[i] === place).map((node) => node.index),
          )
          const recorder = lineRecorder()
          const { executors, owners } = await split(PLAN, groups, timeline, recorder)
          const mail: Mail = new Map()
          for (let step = 0; step < timeline.length; step++) runStep(executors, owners, PLAN, step, mail)
          expect(recorder.byAuthor).toEqual(whole.byAuthor)
        },
      ),
      { numRuns: 25 },
    )
  })

  it('goes on from a snapshot as if nothing had happened', async () => {
    const { recorder: whole, timeline } = await wholeRun()
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: timeline.length - 1 }), async (cut) => {
        const recorder = lineRecorder()
        const first = await open(PLAN, 'all', recorder)
        first.setTimeline(timeline)
        first.runSteps(0, cut)
        const state = structuredClone(first.snapshot())
        const second = await open(PLAN, 'all', recorder)
        second.setTimeline(timeline)
        second.restore(state)
        second.runSteps(cut, timeline.length)
        expect(recorder.byAuthor).toEqual(whole.byAuthor)
      }),
      { numRuns: 25 },
    )
  })

  it('gives the same with unrelated nodes listed in another order', async () => {
    const turned = compile({ ...TOY_TOPOLOGY, nodes: [...TOY_TOPOLOGY.nodes].reverse() }).plan
    const ids = (plan: Plan, lines: Map<number, string[]>) =>
      Object.fromEntries(
        plan.nodes.map((node) => [node.id, lines.get(node.index)?.filter((line) => line.includes('account'))]),
      )
    const [one, other] = [await wholeRun(), await wholeRun(turned)]
    expect(ids(turned, other.recorder.byAuthor)).toEqual(ids(PLAN, one.recorder.byAuthor))
  })

  it('changes the graph between two steps: a strategy joins, the others do not notice until it trades', async () => {
    const without = {
      ...TOY_TOPOLOGY,
      nodes: TOY_TOPOLOGY.nodes.filter((node) => node.id !== 'first'),
      links: TOY_TOPOLOGY.links.filter((link) => !/first/.test(link.from + link.to)),
    }
    const small = compile(without)
    const recorder = lineRecorder()
    const executor = await open(small.plan, 'all', recorder)
    const timeline = unionTimeline(executor.sources().map(({ source }) => source.rowTsNs))
    executor.setTimeline(timeline)
    executor.runSteps(0, 100)
    const grown = compile(TOY_TOPOLOGY, { registry: small.registry, running: small.plan })
    await executor.apply(grown.plan, 'all')
    executor.runSteps(100, timeline.length)
    const joined = recorder.byAuthor.get(indexOf(grown.plan, 'first')) ?? []
    expect(joined.length).toBeGreaterThan(10)
    expect(joined.every((line) => BigInt(line.split(' ')[0] ?? '0') >= (timeline[100] ?? 0n))).toBe(true)
  })

  it('denies orders to a node that is stopped, and says why', async () => {
    const recorder = lineRecorder()
    const executor = await open(PLAN, 'all', recorder)
    const timeline = unionTimeline(executor.sources().map(({ source }) => source.rowTsNs))
    executor.setTimeline(timeline)
    await executor.apply(PLAN, 'all', new Set([indexOf(PLAN, 'outer')]))
    executor.runSteps(0, 50)
    const told = (recorder.byAuthor.get(indexOf(PLAN, 'inner')) ?? []).filter((line) => line.includes('"type":5'))
    expect(told.length).toBeGreaterThan(0)
    expect(new Set(told.map((line) => line.slice(line.indexOf('"origin"')))).size).toBe(told.length)
    expect(recorder.byAuthor.get(indexOf(PLAN, 'second'))?.some((line) => line.includes('"type":5'))).toBe(true)
    expect(recorder.byAuthor.get(indexOf(PLAN, 'venue'))?.some((line) => line.includes('"type":0'))).toBeFalsy()
  })

  it('denies orders of a node while its output is not linked, so that it waits for none of them', async () => {
    const unlinked = compile({
      ...TOY_TOPOLOGY,
      links: TOY_TOPOLOGY.links.filter(({ from }) => from !== 'second.intents'),
    })
    const recorder = lineRecorder()
    const executor = await open(unlinked.plan, 'all', recorder)
    const timeline = unionTimeline(executor.sources().map(({ source }) => source.rowTsNs))
    executor.setTimeline(timeline)
    const second = indexOf(unlinked.plan, 'second')
    const told = () => (recorder.byAuthor.get(second) ?? []).map((line) => JSON.parse(line.slice(line.indexOf('{'))))
    executor.runSteps(0, 100)
    const wanted = told().filter((line) => 'action' in line)
    expect(wanted.length).toBeGreaterThan(5)
    expect(
      told().filter(({ type, reason }) => type === Report.denied && REASONS[reason] === 'GATEWAY_DOWN'),
    ).toHaveLength(wanted.length)
    const linked = compile(TOY_TOPOLOGY, { registry: unlinked.registry, running: unlinked.plan })
    await executor.apply(linked.plan, 'all')
    executor.runSteps(100, timeline.length)
    const later = told().filter(({ type, reason }) => type === Report.denied && REASONS[reason] === 'GATEWAY_DOWN')
    expect(later).toHaveLength(wanted.length)
  })

  it('keeps no denial for a node that hears none', async () => {
    const deaf = (kind: string) => {
      const found = findToy(kind)
      if (kind !== 'strategy.toy' || found?.shape !== 'operator') return found
      return {
        ...found,
        create: (...args: Parameters<typeof found.create>) => ({ ...found.create(...args), onReport: undefined }),
      }
    }
    const executor = await Executor.open(PLAN, 'all', {
      findKind: deaf as typeof findToy,
      openDataset: () => Promise.reject(new Error('none')),
      recorder: lineRecorder(),
      log() {},
    })
    const timeline = unionTimeline(executor.sources().map(({ source }) => source.rowTsNs))
    executor.setTimeline(timeline)
    await executor.apply(PLAN, 'all', new Set([indexOf(PLAN, 'inner'), indexOf(PLAN, 'outer')]))
    executor.runSteps(0, 100)
    for (const [, { bounced }] of executor.snapshot().slots) expect(bounced).toEqual([])
  })

  it('counts the events of its links across a snapshot, and tells what came last', async () => {
    const executor = await open(PLAN, 'all', lineRecorder())
    const timeline = unionTimeline(executor.sources().map(({ source }) => source.rowTsNs))
    executor.setTimeline(timeline)
    for (let step = 0; step < timeline.length; step++) {
      executor.beginStep(step)
      for (const task of executor.tasks) task.run()
    }
    const again = await open(PLAN, 'all', lineRecorder())
    again.restore(executor.snapshot())
    expect(again.linkEvents()).toEqual(executor.linkEvents())
    expect(again.linkEvents().some(({ events }) => events > 100)).toBe(true)
    const values = new Map(
      executor.lastValues().map(({ link, value }) => [PLAN.links.find((one) => one.index === link)?.type, value]),
    )
    expect(values.get('market')).toMatch(/^[\d.]+$/)
    expect(values.get('feature')).toMatch(/^-?[\d.]+$/)
    expect(values.get('intent')).toMatch(/^(buy|sell) \d+$/)
  })
})

describe('timeline', () => {
  it('is the sorted union without doubles', () => {
    const column = fc
      .array(fc.bigInt({ min: 0n, max: 50n }), { maxLength: 40 })
      .map((all) => BigInt64Array.from(all.sort((a, b) => Number(a - b))))
    fc.assert(
      fc.property(fc.array(column, { maxLength: 4 }), (columns) => {
        const expected = [...new Set(columns.flatMap((one) => [...one]))].sort((a, b) => Number(a - b))
        expect([...unionTimeline(columns)]).toEqual(expected)
      }),
    )
  })

  it('floors nanoseconds to milliseconds exactly, before 1970 too', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }), (ts) => {
        const floor = ts >= 0n ? ts / 1_000_000n : -((-ts + 999_999n) / 1_000_000n)
        expect(millisOf(BigInt64Array.of(ts))[0]).toBe(Number(floor))
      }),
    )
  })
})
