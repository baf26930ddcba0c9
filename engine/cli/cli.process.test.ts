import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

const SHARED = resolve('../shared/data/bars-1m')
const hasShared = existsSync(SHARED)
if (!hasShared)
  console.warn('SKIPPED: ../shared/data is absent, so the replay of real bars over processes is not tested')

const run = promisify(execFile)
let home = ''
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'patchbay-cli-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

/** Runs the command as a person would; answers what it printed and how it ended. */
async function patchbay(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  try {
    const { stdout, stderr } = await run('node', ['dist/cli.mjs', ...args], {
      env: { ...process.env, PATCHBAY_HOME: home },
    })
    return { code: 0, out: stdout, err: stderr }
  } catch (error) {
    const failed = z.object({ code: z.number(), stdout: z.string(), stderr: z.string() }).parse(error)
    return { code: failed.code, out: failed.stdout, err: failed.stderr }
  }
}

const PAIR = 'public/templates/pair-trade.topology.json'

async function edited(
  name: string,
  change: (topology: { nodes: { id: string; kind: string; params: object }[]; links: object[] }) => void,
) {
  const topology = JSON.parse(await readFile(PAIR, 'utf8'))
  change(topology)
  const path = join(home, `${name}.topology.json`)
  await writeFile(path, JSON.stringify(topology))
  return path
}

describe('patchbay', () => {
  it('check: proves the guard, or names node, parameter and remedy', async () => {
    const good = await patchbay('check', PAIR)
    expect([good.code, good.out]).toEqual([
      0,
      expect.stringMatching(/5 nodes, 7 links; every path into gateway passes a guard/),
    ])
    const bad = await edited('bad', ({ nodes, links }) => {
      for (const node of nodes) if (node.kind === 'feature.zscore') Object.assign(node.params, { window: -1 })
      links.push({ from: 'pairs.intents', to: 'gateway.orders' })
    })
    const told = await patchbay('check', bad)
    expect(told.code).toBe(1)
    expect(told.out).toMatch(/^spread\.window: /m)
    expect(told.out).toMatch(/^gateway\.orders: .*guard/m)
  })

  it('backtest: --json prints the report alone, --set changes a parameter, --out leaves the files', async () => {
    const out = join(home, 'out')
    const { code, out: text } = await patchbay('backtest', PAIR, '--json', '--set', 'spread.window=90', '--out', out)
    const report = JSON.parse(text)
    expect([code, report.format, report.mode]).toEqual([0, 'patchbay.report/1', 'backtest'])
    expect(JSON.parse(await readFile(join(out, 'report.json'), 'utf8'))).toEqual(report)
    for (const file of ['orders.jsonl', 'fills.jsonl', 'trades.csv', 'equity.csv', 'decisions.jsonl', 'report.html'])
      expect((await readFile(join(out, file), 'utf8')).length, file).toBeGreaterThan(100)
    expect((await patchbay('backtest', PAIR, '--set', 'nobody.x=1')).err).toMatch(/there is no node "nobody"/)
    expect((await patchbay('compare', out, out)).out).toMatch(/^sharpe +-?\d/m)
  })

  it('backtest: --benchmark names what the run is measured against, and must be among its data', async () => {
    const asked = async (symbol: string) =>
      JSON.parse((await patchbay('backtest', PAIR, '--json', '--benchmark', symbol)).out)
    const [a, b] = [await asked('SIMA'), await asked('SIMB')]
    expect([a.benchmark.name, b.benchmark.name].join()).toMatch(/SIMA.*SIMB/)
    expect(a.statistics.benchmarkReturn).not.toBe(b.statistics.benchmarkReturn)
    expect(a.statistics.sharpe).toBe(b.statistics.sharpe)
    const other = await patchbay('backtest', PAIR, '--benchmark', 'SPY')
    expect([other.code, other.err]).toEqual([
      1,
      expect.stringMatching(/--benchmark SPY: the drawing has no data of it; there are SIMA/),
    ])
  })

  it('says what is wrong with a file that is none, and ends with 1', async () => {
    for (const [text, message] of [
      ['{', /not JSON/],
      ['{"format":"patchbay.topology/2"}', /format "patchbay.topology\/2" is not known/],
    ] as const) {
      const path = join(home, 'wrong.json')
      await writeFile(path, text)
      const { code, err } = await patchbay('check', path)
      expect([code, err]).toEqual([1, expect.stringMatching(message)])
    }
    expect((await patchbay('check', 'nowhere.json')).err).toMatch(/nowhere\.json: there is no such file/)
    expect(await patchbay('run', PAIR, '--mode', 'live')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/no gateway here reaches a real broker/),
    })
  })

  it('nodes --json: every kind with ports and the JSON Schema of its params', async () => {
    const kinds = JSON.parse((await patchbay('nodes', '--json')).out)
    expect(kinds.map((one: { kind: string }) => one.kind)).toContain('risk.guard')
    expect(kinds[0].params.properties.dataset.title).toBeTruthy()
  })
})

describe.skipIf(!hasShared)('real bars of 2019, over processes', () => {
  it.each([
    ['SPY', 'VOO'],
    ['GLD', 'SLV'],
  ])(
    'the pair %s / %s gives the same orders and fills as a backtest',
    async (y, x) => {
      const dataset = `${y}-${x}`.toLowerCase()
      const files = [y, x].map((symbol) => join(SHARED, `${symbol}_1min.csv`))
      const imported = await patchbay(
        'data',
        'import',
        ...files,
        '--as',
        dataset,
        '--tz',
        'America/New_York',
        '--label',
        'end',
      )
      expect(imported.out).toMatch(/2019-02-11T14:31:00\.000Z to 2019-02-15T21:00:00\.000Z/)
      const file = await edited(dataset, ({ nodes }) => {
        for (const node of nodes) {
          if (node.kind === 'data.bars') Object.assign(node.params, { dataset, instruments: [] })
          if (node.kind === 'feature.zscore') Object.assign(node.params, { y, x })
        }
      })
      const out = join(home, `parity-${dataset}`)
      const { code, out: text, err } = await patchbay('parity', file, '--out', out)
      expect(text + err).toMatch(/the same to the byte: decisions\.jsonl, orders\.jsonl, fills\.jsonl, equity\.csv/)
      expect(code).toBe(0)
      expect((await readFile(join(out, 'replay', 'fills.jsonl'), 'utf8')).split('\n').length).toBeGreaterThan(50)
    },
    120_000,
  )
})
