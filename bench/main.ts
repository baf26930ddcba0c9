/** `npm run bench`: one table, one machine, one run. Medians of several passes where a pass is short. */
import { cpus, totalmem } from 'node:os'
import { backtestRows } from './backtests'
import { canvasRows } from './canvas'
import { measureGraph, untilEnded } from './deployments'
import { openBenchHome } from './home'
import { liveRows, measureLive } from './live'
import { replayRate } from './replays'
import { openMillion } from './store'
import { measureSweep } from './sweeps'
import { hundredNodes, sixNodes, template } from './topologies'

const rows: [string, string][] = []
const note = (name: string, figure: string) => {
  rows.push([name, figure])
  console.error(`${name}: ${figure}`)
}
const mebibytes = (bytes: number) => `${Math.round(bytes / 1_048_576).toLocaleString('en-US')} MiB`
const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

const only = process.argv[2]
const wants = (part: string) => only === undefined || only === part

if (wants('backtest')) for await (const [name, figure] of backtestRows()) note(name, figure)

if (wants('sweep')) {
  const { trials, seconds, workers } = await measureSweep(100_000)
  const rate = Math.round((trials * 100_000) / seconds).toLocaleString('en-US')
  note(`sweep of ${trials} pairs over 100k bars, ${workers} workers`, `${seconds.toFixed(1)} s (${rate} bars/s)`)
}

if (wants('store')) {
  const times = [await openMillion(), await openMillion(), await openMillion()]
  note('opening a million bars of the store', `${median(times).toFixed(0)} ms`)
}

if (wants('processes')) {
  const bench = await openBenchHome()
  try {
    const starts: number[] = []
    for (const pass of [1, 2, 3]) {
      const six = await measureGraph(bench, `six-${pass}`, await sixNodes(), { speed: 60, runMs: 1_000 })
      starts.push(six.startMs)
    }
    note('six nodes, Start to the last first heartbeat', `${(median(starts) / 1000).toFixed(2)} s`)
    const hundred = await measureGraph(bench, 'hundred', hundredNodes(), { speed: 600, runMs: 10_000 })
    note('100 nodes, Start to the last first heartbeat', `${(hundred.startMs / 1000).toFixed(1)} s`)
    note('100 nodes, memory (PSS; sum of RSS)', `${mebibytes(hundred.pssBytes)}; ${mebibytes(hundred.rssBytes)}`)
    note('100 nodes, CPU at 600× real time (10 bars/s)', `${(hundred.cpu * 100).toFixed(0)} % of one core`)
    note('100 nodes, stop', `${(hundred.stopMs / 1000).toFixed(1)} s`)
    const topology = await template('pair-trade')
    const from = performance.now()
    const ended = untilEnded(bench, 'pair')
    await bench.client.start({
      id: 'pair',
      topologyId: null,
      revision: null,
      topology,
      mode: 'replay',
      speed: null,
      seed: 1,
    })
    const { progress } = await ended
    const seconds = (performance.now() - from) / 1000
    note(
      'replay of the pair trade over five processes, start to report',
      `${seconds.toFixed(1)} s for ${progress.steps} steps`,
    )
  } finally {
    await bench.close()
  }
}

if (wants('replay')) {
  const bench = await openBenchHome()
  try {
    const rates: number[] = []
    for (const pass of [1, 2, 3]) rates.push(await replayRate(bench, `replay-${pass}`))
    note('replay of the pair trade over five processes', `${Math.round(median(rates)).toLocaleString('en-US')} steps/s`)
  } finally {
    await bench.close()
  }
}

if (wants('live')) {
  const bench = await openBenchHome()
  const rates = [
    [1_000, 22],
    [10_000, 60],
    [100_000, 22],
  ] as const
  try {
    for (const [rate, seconds] of rates) {
      const figures = await measureLive(bench, `live-${rate}`, rate, seconds)
      for (const [name, figure] of liveRows(rate, figures)) note(name, figure)
    }
  } finally {
    await bench.close()
  }
}

if (wants('canvas')) for await (const [name, figure] of canvasRows()) note(name, figure)

console.log(
  `| measure | figure |\n| --- | --- |\n${rows.map(([name, figure]) => `| ${name} | ${figure} |`).join('\n')}`,
)
console.log(`\n${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${mebibytes(totalmem())}, Node ${process.version}`)
