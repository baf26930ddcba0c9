/** How fast recorded data goes through processes. */
import { openStore } from '../engine/store'
import { generateMarket } from '../nodes/data/synthetic/generate'
import { manifest } from '../nodes/data/synthetic/manifest'
import { simulatedInstruments } from '../nodes/data/synthetic/symbols'
import type { BenchHome } from './home'
import { template } from './topologies'

const DATASET = 'bench-minutes'

/** A year of minute bars of two instruments that hold together, written once. */
async function ensureYear(home: string): Promise<void> {
  const store = openStore(home)
  if (await store.has(DATASET)) return
  const params = manifest.params.parse({ count: 2, sessions: 250, barSeconds: 60 })
  await store.write({
    name: DATASET,
    simulated: true,
    source: `simulated market, seed ${params.seed}`,
    instruments: simulatedInstruments(params.count),
    columns: generateMarket(params),
  })
}

/** Steps a second of the pair trade over five processes at full speed, from running until the last node has finished. */
export async function replayRate(bench: BenchHome, id: string): Promise<number> {
  await ensureYear(bench.home)
  const pair = await template('pair-trade')
  const nodes = pair.nodes.map((node) =>
    node.kind === 'data.bars' ? { ...node, params: { ...node.params, dataset: DATASET } } : node,
  )
  const finished = new Set<string>()
  let fromMs = Number.NaN
  const done = new Promise<{ steps: number; ms: number }>((resolve, reject) => {
    let steps = 0
    const off = bench.client.onTelemetry((deployment, update) => {
      if (deployment !== id) return
      const info = update.deployment
      if (info?.state === 'failed') reject(new Error(info.error ?? 'the replay failed'))
      if (info?.state === 'running' && Number.isNaN(fromMs)) fromMs = performance.now()
      for (const status of [...(update.heartbeat ?? []), ...(update.node ?? [])]) {
        if (status.state === 'finished') finished.add(status.node)
        steps = Math.max(steps, status.step)
      }
      if (finished.size < nodes.length) return
      off()
      resolve({ steps, ms: performance.now() - fromMs })
    })
  })
  await bench.client.start({
    id,
    topologyId: null,
    revision: null,
    topology: { ...pair, nodes },
    mode: 'replay',
    speed: null,
    seed: 1,
  })
  const { steps, ms } = await done
  return (steps / ms) * 1_000
}
