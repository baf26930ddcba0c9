import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { exportTable, TABLE_NAMES, tableFile, tableFormat } from '../results'
import { CommandError } from './topology-file'

/** `patchbay export DIR`: every table that the run left, as files for notebooks, beside its own or where `--out` says. */
export async function exportRun(dir: string, options: { as: string; out?: string }): Promise<string> {
  const format = tableFormat.safeParse(options.as)
  if (!format.success) throw new CommandError(`--as ${options.as}: write one of ${tableFormat.options.join(', ')}`)
  const names = TABLE_NAMES.filter((name) => existsSync(join(dir, tableFile(name))))
  if (names.length === 0)
    throw new CommandError(`${dir}: there is no run here; run "patchbay backtest FILE --out ${dir}" first`)
  const out = options.out ?? join(dir, 'tables')
  await mkdir(out, { recursive: true })
  const lines: string[] = []
  for (const name of names) {
    const path = join(out, `${name}.${format.data}`)
    await exportTable(dir, name, format.data, path)
    lines.push(path)
  }
  return lines.join('\n')
}
