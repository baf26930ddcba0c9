import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Script } from 'node:vm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { GateEvent, gateCode, nsFromIso, Report, runReport } from '../sdk'
import { buildReport } from './build'
import { META, threeDays } from './desk.testing'
import { REPORT_FILES, writeReport } from './write'

describe('the files of a run', () => {
  let dir = ''
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'report-'))
  })
  afterEach(() => rmSync(dir, { recursive: true, force: true }))

  const read = (name: string) => readFileSync(join(dir, name), 'utf8')
  const lines = (name: string) => read(name).trim().split('\n')

  async function write(): Promise<void> {
    const { log } = threeDays()
    await writeReport(dir, log, buildReport(log, { ...META, lastPrices: [110, 52] }))
  }

  it('are all there, in the promised form', async () => {
    await write()
    expect(readdirSync(dir).sort()).toEqual([...REPORT_FILES].sort())
    expect(runReport.parse(JSON.parse(read('report.json'))).topology.hash).toBe('abc')
    const [fill] = lines('fills.jsonl').map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(fill).toEqual({
      ts: '2024-01-02T14:32:00.000Z',
      orderId: 'one-1',
      node: 'one',
      instrument: 'AAA',
      side: 'buy',
      quantity: 100,
      price: 100,
      fee: 1,
      liquidity: 'taker',
      cause: 'strategy',
    })
    expect(lines('orders.jsonl').map((line) => (JSON.parse(line) as { state: string }).state)).toEqual(
      Array(4).fill('filled'),
    )
    expect(lines('equity.csv')).toHaveLength(6)
    expect(lines('equity.csv')[1]).toBe('2024-01-02T14:31:00.000Z,100000,100000,0,0,0,0')
    expect(lines('trades.csv')[2]).toBe(
      'two,"B,B",short,2024-01-03T15:00:00.000Z,2024-01-04T15:00:00.000Z,200,50,51,0,-200,-0.02,,,,',
    )
  })

  it('tell of each decision, with who denied it and why', async () => {
    await write()
    const decisions = lines('decisions.jsonl').map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(decisions).toHaveLength(5)
    expect(decisions.filter((one) => one.decision === 'denied')).toEqual([
      expect.objectContaining({ orderId: 'two-4', by: 'guard', reason: 'MAX_LEVERAGE' }),
    ])
  })

  it('tell of what the guard looked at, and of signals that a strategy stopped itself', async () => {
    const { log } = threeDays()
    const at = nsFromIso('2024-01-02T14:31:00Z')
    const gate = (fields: Partial<GateEvent>) => Object.assign(new GateEvent(), fields)
    const denial = log.reports.makeEvent()
    for (let row = 0; row < log.reports.length; row++) if (log.reports.read(row, denial).type === Report.denied) break
    log.onGate(at, 1, gate({ gate: gateCode('SIZE_ZERO'), instrument: 0, direction: 1, actual: 0.5, limit: 1 }))
    log.onGate(at, 3, gate({ origin: denial.origin, seq: denial.seq, actual: 3.5, limit: 2 }))
    log.sort()
    await writeReport(dir, log, buildReport(log, { ...META, lastPrices: [110, 52] }))
    const decisions = lines('decisions.jsonl').map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(decisions.find((one) => one.decision === 'denied')).toMatchObject({ actual: 3.5, limit: 2 })
    expect(decisions.filter((one) => one.action === 'withheld')).toEqual([
      {
        ts: '2024-01-02T14:31:00.000Z',
        node: expect.any(String),
        action: 'withheld',
        instrument: 'AAA',
        hedge: null,
        direction: 1,
        value: null,
        gate: 'SIZE_ZERO',
        actual: 0.5,
        limit: 1,
      },
    ])
  })

  it('hold one page that loads nothing, runs only its own script and shows every text as text', async () => {
    await write()
    const page = read('report.html')
    expect(page).toContain('&lt;b&gt;Pair &amp; &quot;co&quot;&lt;/b&gt;')
    expect(page).not.toContain('<b>Pair')
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:\/\/|\son\w+=|<link|<img|@import/)
    const [, policy = '', script = ''] =
      /script-src '(sha256-[^']+)'[\s\S]*<script>([\s\S]*)<\/script>/.exec(page) ?? []
    expect(policy).toBe(`sha256-${createHash('sha256').update(script).digest('base64')}`)
    expect(() => new Script(script)).not.toThrow()
    expect(page).toContain('mean(r) / s(r) · √N; null with fewer than two days or no deviation.')
  })

  it('hold in the page trades whose texts cannot end the data block', async () => {
    const { log } = threeDays()
    const evil = META.instruments.map((one, id) => ({ ...one, symbol: id ? '</script><script>' : 'AAA' }))
    await writeReport(dir, log, buildReport(log, { ...META, instruments: evil }))
    const page = read('report.html')
    expect(page.match(/<\/script>/g)).toHaveLength(2)
    const [, block = ''] = /id="data">([\s\S]*?)<\/script>/.exec(page) ?? []
    expect(JSON.parse(block).trades[1][2]).toBe('</script><script>')
  })

  it('are the same bytes for the same run', async () => {
    await write()
    const first = REPORT_FILES.map(read)
    await write()
    expect(REPORT_FILES.map(read)).toEqual(first)
  })

  it('stay as they were where one cannot be written, and the error names it', async () => {
    mkdirSync(join(dir, 'fills.jsonl'))
    await expect(write()).rejects.toThrow(/cannot write .*fills\.jsonl/)
    expect(readdirSync(dir).sort()).toEqual(['fills.jsonl', 'orders.jsonl'])
  })
})
