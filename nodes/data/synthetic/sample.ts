/** The bundled sample: a simulated market in the store, so that the first start needs no network. */
import type { InstrumentSpec } from '../../../engine/sdk'
import type { RawColumns } from '../../../engine/store/columns'
import { generateMarket } from './generate'
import { manifest } from './manifest'
import { simulatedInstruments } from './symbols'

/** The dataset's name in the store. */
export const SAMPLE_DATASET = 'sample'

/** What the sample needs of the store. */
export interface SampleStore {
  has(dataset: string): Promise<boolean>
  /** `columns.instrument` holds places in `instruments`. */
  write(input: {
    name: string
    simulated: boolean
    source: string
    instruments: readonly InstrumentSpec[]
    columns: RawColumns
  }): Promise<unknown>
}

/**
 * Writes the dataset `sample` (20 sessions of minute bars of 10 instruments) unless the store has one of that name.
 * @throws what the store throws where it can't be written.
 */
export async function ensureSample(store: SampleStore): Promise<void> {
  if (await store.has(SAMPLE_DATASET)) return
  const params = manifest.params.parse({ count: 10, sessions: 20, barSeconds: 60 })
  await store.write({
    name: SAMPLE_DATASET,
    simulated: true,
    source: `simulated market, seed ${params.seed}`,
    instruments: simulatedInstruments(params.count),
    columns: generateMarket(params),
  })
}
