import { CommandError } from './topology-file'
import { openWorld } from './world'

/** `patchbay data import PATH…`. */
export async function importCommand(
  paths: readonly string[],
  options: { as?: string; tz?: string; label?: string; barSeconds?: number },
): Promise<string> {
  const { store } = await openWorld()
  if (options.label !== undefined && options.label !== 'start' && options.label !== 'end')
    throw new CommandError(`--label ${options.label}: write start or end: what the time of a bar in the file names`)
  const result = await store.importFiles(paths, {
    ...(options.as === undefined ? {} : { as: options.as }),
    ...(options.tz === undefined ? {} : { tz: options.tz }),
    ...(options.barSeconds === undefined ? {} : { barSeconds: options.barSeconds }),
    label: options.label ?? 'end',
  })
  const { dataset } = result
  return `${dataset.name}: ${dataset.rows.toLocaleString('en-US')} rows of ${dataset.instruments.length} instruments, ${dataset.from} to ${dataset.to}`
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
      return `${one.name}${one.simulated ? ' (simulated)' : ''}  ${one.rows} rows  ${one.from} to ${one.to}  ${shown}`
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
  return `${name}: ${rows} rows\n${lines.join('\n')}`
}
