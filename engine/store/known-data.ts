import type { InstrumentSpec } from '../sdk'
import type { Store } from './store'

/** What a topology is checked against of the data: every dataset's name and instruments. */
export async function knownData(store: Store): Promise<{
  datasets: readonly string[]
  instrumentsOf(dataset: string): readonly InstrumentSpec[] | undefined
}> {
  const all = new Map((await store.list()).map((info) => [info.name, info.instruments]))
  return { datasets: [...all.keys()], instrumentsOf: (name) => all.get(name) }
}
