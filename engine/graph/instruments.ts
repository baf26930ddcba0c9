/** The instruments of a run: what its sources bring, numbered densely. */
import { canonicalJson, type Instrument, type InstrumentSpec, type NodeManifest, type Problem } from '../sdk'
import type { Catalogue } from './catalogue'
import { paramsWithEditor, symbolsIn } from './params'

interface SourceNode {
  readonly id: string
  readonly manifest: NodeManifest
  readonly params: Record<string, unknown>
}

interface Brought {
  readonly specs: InstrumentSpec[]
  readonly problems: Problem[]
}

function fromDataset(source: SourceNode, param: string, catalogue: Catalogue): Brought {
  const name = String(source.params[param] ?? '')
  const all = catalogue.instrumentsOf(name)
  if (!all) {
    const there = catalogue.datasets.length > 0 ? `choose one of: ${catalogue.datasets.join(', ')}` : 'import one first'
    const message = name === '' ? `no dataset is chosen: ${there}` : `there is no dataset "${name}": ${there}`
    return { specs: [], problems: [{ severity: 'error', code: 'UNKNOWN_DATASET', node: source.id, param, message }] }
  }
  const filters = paramsWithEditor(source.manifest, 'instruments')
  const wanted = filters.flatMap((filter) => symbolsIn(source.params[filter]))
  const problems: Problem[] = wanted
    .filter((symbol) => !all.some((spec) => spec.symbol === symbol))
    .map((symbol) => ({
      severity: 'error',
      code: 'UNKNOWN_INSTRUMENT',
      node: source.id,
      param: filters[0] ?? param,
      message: `dataset "${name}" has no ${symbol}: choose among ${listSome(all.map((spec) => spec.symbol))}`,
    }))
  return { specs: wanted.length === 0 ? [...all] : all.filter((spec) => wanted.includes(spec.symbol)), problems }
}

/** What one source brings. */
export function instrumentsOfSource(source: SourceNode, catalogue: Catalogue): Brought {
  if (source.manifest.instruments) return { specs: source.manifest.instruments(source.params), problems: [] }
  const [dataset] = paramsWithEditor(source.manifest, 'dataset')
  return dataset ? fromDataset(source, dataset, catalogue) : { specs: [], problems: [] }
}

/**
 * Numbers the instruments that the sources bring: by name, so that the order of nodes does not matter; those of an
 * earlier plan keep their ids.
 */
export function numberInstruments(
  sources: readonly SourceNode[],
  catalogue: Catalogue,
  previous: readonly Instrument[],
): { instruments: Instrument[]; problems: Problem[] } {
  const problems: Problem[] = []
  const bySymbol = new Map<string, InstrumentSpec>(previous.map(({ id: _id, ...spec }) => [spec.symbol, spec]))
  for (const source of sources) {
    const brought = instrumentsOfSource(source, catalogue)
    problems.push(...brought.problems)
    for (const spec of brought.specs) {
      const known = bySymbol.get(spec.symbol)
      if (known && canonicalJson(known) !== canonicalJson(spec))
        problems.push({
          severity: 'error',
          code: 'INSTRUMENT_CLASH',
          node: source.id,
          message: `${spec.symbol} is described differently by another source: leave it out of one of them`,
        })
      bySymbol.set(spec.symbol, spec)
    }
  }
  const kept = new Set(previous.map((one) => one.symbol))
  const fresh = [...bySymbol.values()]
    .filter((spec) => !kept.has(spec.symbol))
    .sort((a, b) => (a.symbol < b.symbol ? -1 : 1))
  const instruments = [...previous, ...fresh.map((spec, place) => ({ ...spec, id: previous.length + place }))]
  return { instruments, problems }
}

/** The first few of a list, for a message. */
export function listSome(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(', ')
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown
}
