import { CALENDAR_IDS, FINDING_HELP, type FindingSort } from '../sdk'
import type { DatasetInfo } from '../store'
import { Progress } from './progress'
import { CommandError } from './topology-file'
import { openWorld } from './world'

/** `patchbay data import PATH…`. */
export async function importCommand(
  paths: readonly string[],
  options: { as?: string; tz?: string; label?: string; barSeconds?: number; calendar?: string; lotSize?: number },
): Promise<string> {
  const { store } = await openWorld()
  if (options.label !== undefined && options.label !== 'start' && options.label !== 'end')
    throw new CommandError(`--label ${options.label}: write start or end: what the time of a bar in the file names`)
  const calendar = CALENDAR_IDS.find((id) => id === options.calendar)
  if (options.calendar !== undefined && calendar === undefined)
    throw new CommandError(`--calendar ${options.calendar}: write one of ${CALENDAR_IDS.join(', ')}`)
  const progress = new Progress(process.stderr)
  const importing = store.importFiles(paths, {
    onProgress: ({ fraction }) => progress.set(fraction),
    ...(options.as === undefined ? {} : { as: options.as }),
    ...(options.tz === undefined ? {} : { tz: options.tz }),
    ...(options.barSeconds === undefined ? {} : { barSeconds: options.barSeconds }),
    ...(calendar === undefined ? {} : { calendar }),
    ...(options.lotSize === undefined ? {} : { lotSize: options.lotSize }),
    label: options.label ?? 'end',
  })
  const result = await importing.finally(() => progress.clear())
  const { dataset, repeated } = result
  const { findings } = await store.check(dataset.name)
  const odd = findings.reduce((sum, { count }) => sum + count, 0)
  return [
    `${dataset.name}: ${dataset.rows.toLocaleString('en-US')} rows of ${dataset.instruments.length} instruments, ${dataset.from} to ${dataset.to}${lengthText(dataset)}`,
    ...(repeated > 0 ? [`${repeated.toLocaleString('en-US')} rows stood twice and were kept once`] : []),
    ...(odd > 0 ? [`${odd.toLocaleString('en-US')} oddities: see "patchbay data check ${dataset.name}"`] : []),
  ].join('\n')
}

/** `patchbay data list`. */
export async function listCommand(): Promise<string> {
  const { store } = await openWorld()
  const all = await store.list()
  if (all.length === 0) return 'no datasets: import some with "patchbay data import PATH --as NAME"'
  return all
    .map((one) => {
      const symbols = one.instruments.map((spec) => spec.symbol)
      const shown = symbols.slice(0, 6).join(', ') + (symbols.length > 6 ? `, … (${symbols.length})` : '')
      return `${one.name}${one.simulated ? ' (simulated)' : ''}  ${one.rows} rows${lengthText(one)}  ${one.from} to ${one.to}  ${shown}`
    })
    .join('\n')
}

/** `patchbay data check DATASET`. */
export async function dataCheckCommand(name: string): Promise<string> {
  const { store } = await openWorld()
  const { rows, findings } = await store.check(name)
  if (findings.length === 0) return `${name}: ${rows} rows, nothing odd`
  const lines = findings.map(
    ({ symbol, sort, count, examples }) =>
      `${symbol} ${sort}: ${count}\n${examples.map((one) => `    ${one}`).join('\n')}`,
  )
  const sorts = [...new Set<FindingSort>(findings.map(({ sort }) => sort))]
  const legend = sorts.map((sort) => `${sort}: ${FINDING_HELP[sort]}`)
  return `${name}: ${rows} rows\n${lines.join('\n')}\n\n${legend.join('\n')}`
}

/** The length of a dataset's bars, where it has any. */
function lengthText({ barMs = 0 }: Pick<DatasetInfo, 'barMs'>): string {
  if (barMs === 0) return ''
  const seconds = barMs / 1_000
  if (seconds % 86_400 === 0) return `, bars of ${seconds / 86_400} d`
  return seconds % 60 === 0 ? `, bars of ${seconds / 60} min` : `, bars of ${seconds} s`
}
