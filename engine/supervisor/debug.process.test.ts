/** Debug sessions with the product's own processes: moves, limits, deaths, and what is left. */
import type { ChildProcess } from 'node:child_process'
import { dirname, join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connectSupervisor, type SupervisorClient } from '../client'
import type { DebugState } from '../sdk'
import { DebugSessions } from './debug-sessions'
import { DEBUG_SESSIONS_MAX } from './limits'
import { buildEngine, end, left, processesOf, startSupervisor, template } from './testing/real'
import { makeHome } from './testing/world'

let script = ''
let home: ReturnType<typeof makeHome>
let supervisor: ChildProcess
let client: SupervisorClient

beforeAll(async () => {
  script = await buildEngine()
})
beforeEach(async () => {
  home = makeHome()
  supervisor = await startSupervisor(script, home.home)
  client = connectSupervisor({ home: home.home })
  await client.whenConnected(60_000)
})
afterEach(async () => {
  client.close()
  await end(supervisor, 'SIGTERM')
  await left(home.home, 0)
  home.remove()
})

async function ended(id: string, state: Promise<DebugState>): Promise<DebugState> {
  let told = await state
  while (told.busy) told = await client.askDebug(id, { do: 'look' })
  return told
}

describe('debug sessions', () => {
  it('run the drawing in a process of their own, to the next fill and back in time', async () => {
    await client.openDebug({ id: 'x-1', topology: template('pair-trade'), seed: 1, isSpare: false })
    await left(home.home, 2)
    const first = await client.askDebug('x-1', { do: 'look' })
    expect(first).toMatchObject({ step: -1, reached: 0, busy: null })
    const surveyed = await ended('x-1', client.askDebug('x-1', { do: 'survey' }))
    expect(surveyed).toMatchObject({ step: -1, reached: surveyed.steps })
    const curve = await client.debugCurve('x-1')
    expect(curve.points.length).toBeGreaterThan(100)
    const fill = await ended('x-1', client.askDebug('x-1', { do: 'next', what: 'fill' }))
    expect(fill.events.at(-1)?.text).toMatch(/ filled: (buy|sell) \d+ SIM[AB] at /)
    const back = await ended('x-1', client.askDebug('x-1', { do: 'back' }))
    expect(back.step).toBe(fill.step - 1)
    expect(back.positions).toEqual([])
    const again = await ended('x-1', client.askDebug('x-1', { do: 'next', what: 'fill' }))
    expect(again).toEqual(fill)
    await client.closeDebug('x-1')
    await left(home.home, 1)
    await expect(client.askDebug('x-1', { do: 'look' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('are limited in number, and one that dies takes no other with it', async () => {
    const ids = Array.from({ length: DEBUG_SESSIONS_MAX }, (_, index) => `x-${index}`)
    for (const id of ids) await client.openDebug({ id, topology: template('ema-cross'), seed: 1, isSpare: false })
    await expect(
      client.openDebug({ id: 'x-more', topology: template('ema-cross'), seed: 1, isSpare: false }),
    ).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(`${DEBUG_SESSIONS_MAX} debug sessions are open`),
    })
    const before = processesOf(home.home)
    const [victim = 0] = before.filter((pid) => pid !== supervisor.pid)
    process.kill(victim, 'SIGKILL')
    const answers = await Promise.allSettled(ids.map((id) => client.askDebug(id, { do: 'step' })))
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(DEBUG_SESSIONS_MAX - 1)
    await client.openDebug({ id: 'x-more', topology: template('ema-cross'), seed: 1, isSpare: false })
  })

  it('that are kept for the next question make room for one that is asked for', async () => {
    const opening = { topology: template('ema-cross'), seed: 1 }
    const ids = Array.from({ length: DEBUG_SESSIONS_MAX }, (_, index) => `x-${index}`)
    for (const id of ids) await client.openDebug({ ...opening, id, isSpare: id === 'x-1' })
    // It takes a moment until one counts as idle.
    await expect
      .poll(
        () =>
          client.openDebug({ ...opening, id: 'x-more', isSpare: false }).then(
            () => true,
            () => false,
          ),
        { timeout: 60_000 },
      )
      .toBe(true)
    const answers = await Promise.allSettled(ids.map((id) => client.askDebug(id, { do: 'look' })))
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
  })

  it('say why a drawing cannot be opened, and leave nothing', async () => {
    const drawing = template('ema-cross')
    for (const node of drawing.nodes) if (node.kind === 'data.bars') node.params = { ...node.params, dataset: 'gone' }
    await expect(client.openDebug({ id: 'x-1', topology: drawing, seed: 1, isSpare: false })).rejects.toMatchObject({
      code: 'HOST_FAILED',
      message: expect.stringContaining('gone'),
    })
    await left(home.home, 1)
  })

  it('end with their supervisor, however that ends', async () => {
    await client.openDebug({ id: 'x-1', topology: template('ema-cross'), seed: 1, isSpare: false })
    await left(home.home, 2)
    supervisor.kill('SIGKILL')
    await left(home.home, 0)
  })

  it('end by themselves when they are asked nothing for a while', async () => {
    const sessions = new DebugSessions(join(dirname(script), 'debug.cjs'), home.home, 400)
    process.env.PATCHBAY_HOME = home.home
    await sessions.start({ id: 'x-1', topology: template('ema-cross'), seed: 1, isSpare: false })
    delete process.env.PATCHBAY_HOME
    // It was there, for it has answered; on a busy machine it may have ended again before anyone looks.
    await left(home.home, 1)
    await expect(sessions.ask('x-1', { do: 'look' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await sessions.close()
  })
})
