import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findKind } from '../../nodes/catalog'
import { ensureSample } from '../../nodes/data/synthetic/sample'
import { findManifest } from '../../nodes/manifests'
import { runForReport } from '../backtest/run'
import { compileTopology, type Plan, parseTopologyText } from '../graph'
import { DEBUG_STOPS, type DebugCommand, type DebugState, fromMicros, problemLine, Report, ReportEvent } from '../sdk'
import { knownData, openStore, type Store } from '../store'
import { askToEnd } from './ask.testing'
import { DebugRun } from './debug-run'
import { Session } from './session'
import { tell } from './tell'

let home = ''
let store: Store
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'patchbay-debug-'))
  store = openStore(home)
  await ensureSample(store)
})
afterAll(() => rm(home, { recursive: true, force: true }))

const deps = () => ({ findKind, openDataset: store.open.bind(store) as Store['open'], log() {} })

async function planOf(name: string, range: { from?: string; to?: string } = {}): Promise<Plan> {
  const parsed = parseTopologyText(await readFile(`public/templates/${name}.topology.json`, 'utf8'))
  if (!parsed.ok) throw new Error(parsed.problems.map(problemLine).join())
  for (const node of parsed.topology.nodes) if (node.kind === 'data.bars') Object.assign(node.params, range)
  const compiled = compileTopology(parsed.topology, { findManifest, ...(await knownData(store)) }, { seed: 1 })
  if (!compiled.ok) throw new Error(compiled.problems.map(problemLine).join('\n'))
  return compiled.plan
}

/** What a state says of its moment, whatever came before. */
function momentOf({
  reached: _,
  breakpoints: __,
  busy: ___,
  note: ____,
  why: _____,
  fork: ______,
  ...moment
}: Partial<DebugState>): string {
  return JSON.stringify(moment)
}

const keyOf = (step: number, done: number) => `${step}/${done}`

/** Every moment of a run from its first to its last, walked through once and never back. */
async function walkStraight(plan: Plan): Promise<Map<string, string>> {
  const moments = new Map<string, string>()
  const note = (run: DebugRun) => moments.set(keyOf(run.place.step, run.place.done), momentOf(tell(run)))
  const byEvent = await DebugRun.open(plan, deps())
  note(byEvent)
  while (await byEvent.nextEvent()) note(byEvent)
  const session = await DebugRun.open(plan, deps())
  const never = { isPaused: false, breathe: async () => {} }
  for (let step = 0; step < session.steps; step++) {
    await session.goTo({ step, done: session.tasks }, never)
    note(session)
  }
  return moments
}

describe('a run that is debugged', () => {
  it('does what a backtest does', async () => {
    const plan = await planOf('two-strategies')
    const { log, steps } = await runForReport(plan, deps())
    const run = await DebugRun.open(plan, deps())
    const session = new Session(run)
    let told = 0
    let state = await askToEnd(session, { do: 'look' })
    for (let step = 0; step < steps; step++) {
      state = await session.ask({ do: 'step' })
      told += state.events.filter(({ type, text }) => type === 'report' && text.includes(' filled: ')).length
    }
    let fills = 0
    let equity = 0
    const report = new ReportEvent()
    for (let row = 0; row < log.reports.length; row++) if (log.reports.read(row, report).type === Report.filled) fills++
    const account = log.accounts.read(log.accounts.length - 1, log.accounts.makeEvent())
    equity = fromMicros(account.equityMicros)
    expect(fills).toBeGreaterThan(20)
    // Each fill is said by the gateway and passed on by the guard.
    expect(told).toBe(2 * fills)
    expect(state.step).toBe(steps - 1)
    expect(state.accounts.map((one) => one.equity)).toEqual([equity])
    expect(session.curve().points.at(-1)?.equity).toBeCloseTo(equity, 6)
  }, 120_000)

  it.each(['two-strategies', 'chained-guards'])(
    '%s: every moment is the same, however one comes to it',
    async (name) => {
      const plan = await planOf(name, { to: '2024-01-06' })
      const straight = await walkStraight(plan)
      const run = await DebugRun.open(plan, deps())
      const session = new Session(run)
      const { steps } = run
      const breakpoint = {
        id: 'b',
        node: plan.nodes.find(({ category }) => category === 'strategy')?.id ?? '',
        port: 'intents',
        condition: 'side = "buy"',
        enabled: true,
      }
      const command: fc.Arbitrary<DebugCommand> = fc.oneof(
        fc.integer({ min: -1, max: steps + 5 }).map((step) => ({ do: 'seek' as const, step })),
        fc.constantFrom(...DEBUG_STOPS).map((what) => ({ do: 'next' as const, what })),
        fc.constantFrom('step', 'event', 'back', 'backEvent').map((word) => ({ do: word }) as DebugCommand),
        fc.constantFrom<DebugCommand>({ do: 'survey' }, { do: 'continue' }),
        fc.boolean().map((enabled) => ({ do: 'breakpoints' as const, list: [{ ...breakpoint, enabled }] })),
      )
      await fc.assert(
        fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 12 }), async (commands) => {
          for (const one of commands) {
            const state = await askToEnd(session, one)
            const known = straight.get(keyOf(state.step, state.done))
            expect(known, `step ${state.step}, ${state.done} tasks done`).toBeDefined()
            expect(momentOf(state)).toBe(known)
          }
        }),
        // Twelve commands are few enough to read; making them fewer would take minutes.
        { numRuns: 25, endOnFailure: true },
      )
    },
    120_000,
  )

  it('stops at each of what it is asked for, once, and says when there is no more', async () => {
    const plan = await planOf('chained-guards')
    const { log } = await runForReport(plan, deps())
    const report = new ReportEvent()
    const count = (type: number) => {
      let found = 0
      for (let row = 0; row < log.reports.length; row++) if (log.reports.read(row, report).type === type) found++
      return found
    }
    const session = new Session(await DebugRun.open(plan, deps()))
    for (const [what, word, type] of [
      ['fill', ' filled: ', Report.filled],
      ['denial', ' denied: ', Report.denied],
    ] as const) {
      await askToEnd(session, { do: 'seek', step: -1 })
      const seen = new Set<string>()
      for (;;) {
        const state = await askToEnd(session, { do: 'next', what })
        if (state.note !== null) {
          expect(state.note).toBe(`No further ${what} up to the end of the data.`)
          break
        }
        const last = state.events.filter(({ text }) => text.includes(word))
        expect(last.length).toBeGreaterThan(0)
        expect(last.at(-1)?.task).toBe(state.done - 1)
        for (const { task, text } of last) if (task === state.done - 1) seen.add(text)
      }
      expect(seen.size).toBe(count(type))
    }
  }, 120_000)

  it('stops where a condition holds, says which, counts, and names what is wrong with one', async () => {
    const plan = await planOf('pair-trade')
    const session = new Session(await DebugRun.open(plan, deps()))
    const feature = plan.nodes.find(({ category }) => category === 'feature')
    const at = { node: feature?.id ?? '', port: 'zscore', enabled: true }
    const ports = findManifest(feature?.kind ?? '')?.outputs.map(({ id }) => id)
    at.port = ports?.[0] ?? ''
    const list = [
      { ...at, id: 'high', condition: 'abs(z) > 2' },
      { ...at, id: 'bad', condition: 'zz > 2' },
    ]
    const set = await session.ask({ do: 'breakpoints', list })
    expect(set.breakpoints.map(({ error }) => error)).toEqual([
      null,
      expect.stringMatching(/^column 1: there is no "zz"/),
    ])
    const state = await askToEnd(session, { do: 'continue' })
    expect(state.note).toBe(`Breakpoint at ${at.node}.${at.port}: abs(z) > 2`)
    expect(Math.abs(Number(state.nodes[at.node]?.values.z))).toBeGreaterThan(2)
    expect(state.breakpoints[0]?.hits).toBe(1)
    expect(state.links[plan.links.find(({ type }) => type === 'feature')?.name ?? '']?.down).toMatchObject({
      fresh: true,
    })
    const off = list.map((one) => ({ ...one, enabled: false }))
    await session.ask({ do: 'breakpoints', list: off })
    const end = await askToEnd(session, { do: 'continue' })
    expect(end.note).toBe('No further breakpoint up to the end of the data.')
    expect(end.step).toBe(end.steps - 1)
  })

  it('says which node failed and when, and stands before it', async () => {
    const plan = await planOf('ema-cross')
    const failing = 400
    const straight = await DebugRun.open(plan, deps())
    const failsAtNs = straight.timeline[failing] ?? 0n
    const failsLater = (kind: string) => {
      const found = findKind(kind)
      if (found?.shape !== 'operator' || !kind.startsWith('strategy.')) return found
      const create: typeof found.create = (ctx, params) => {
        const operator = found.create(ctx, params)
        const decide = operator.onStep?.bind(operator)
        return Object.assign(operator, {
          onStep() {
            decide?.()
            if (ctx.clock.tsNs >= failsAtNs) throw new Error('divided by nothing')
          },
        })
      }
      return { ...found, create }
    }
    const session = new Session(await DebugRun.open(plan, { ...deps(), findKind: failsLater }))
    const expected = momentOf(await askToEnd(new Session(straight), { do: 'seek', step: failing - 1 }))
    const strategy = plan.nodes.find(({ category }) => category === 'strategy')?.id
    for (const command of [
      { do: 'survey' },
      { do: 'step' },
      { do: 'next', what: 'denial' },
      { do: 'event' },
    ] as const) {
      if (command.do !== 'survey') await askToEnd(session, { do: 'seek', step: failing - 1 })
      let state = await askToEnd(session, command)
      // By events it takes a few until the one that fails.
      while (command.do === 'event' && state.note === null) state = await askToEnd(session, command)
      expect(state.note).toContain(`${strategy} failed in step ${failing + 1}: divided by nothing.`)
      expect(momentOf(state)).toBe(expected)
    }
  })

  it('is paused and goes on, and tells how far it is', async () => {
    const run = await DebugRun.open(await planOf('pair-trade'), deps())
    const session = new Session(run)
    // Looks up after every few steps, so that it is asked to pause long before its end however quick the machine.
    run.sliceMsMax = 0
    const surveying = session.ask({ do: 'survey' })
    const paused = await session.ask({ do: 'pause' })
    expect(paused.note).toBe('Paused.')
    expect(paused.step).toBe(-1)
    expect(paused.reached).toBeLessThan(run.steps)
    await surveying
    const whole = await askToEnd(session, { do: 'survey' })
    expect(whole).toMatchObject({ step: -1, reached: run.steps, note: null })
  })

  it('goes by the clock, too', async () => {
    const run = await DebugRun.open(await planOf('ema-cross'), deps())
    const session = new Session(run)
    const middle = Math.floor(run.steps / 2)
    const { ts } = await askToEnd(session, { do: 'seek', step: middle })
    await askToEnd(session, { do: 'seek', step: 3 })
    const there = await askToEnd(session, { do: 'seekTime', ts: ts ?? '' })
    expect(there.step).toBe(middle)
    const before = await askToEnd(session, { do: 'seekTime', ts: '1990-01-01T00:00:00Z' })
    expect(before.step).toBe(-1)
    const run2 = await askToEnd(session, { do: 'runTo', ts: ts ?? '' })
    expect(run2.step).toBe(middle)
  })
})
