import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backtestCommand } from './backtest-command'
import { runInto } from './run-command'

/** The files that must be the same to the byte, most telling first. */
const COMPARED = ['decisions.jsonl', 'orders.jsonl', 'fills.jsonl', 'equity.csv'] as const

/** `patchbay parity FILE`: the same file as a backtest and as a replay over processes; names the first line that differs. */
export async function parityCommand(
  file: string,
  options: { out?: string; seed: number },
): Promise<{ lines: string; same: boolean }> {
  const root = options.out ?? (await mkdtemp(join(tmpdir(), 'patchbay-parity-')))
  const [backtest, replay] = [join(root, 'backtest'), join(root, 'replay')]
  try {
    await backtestCommand(file, { out: backtest, set: [], seed: options.seed })
    await runInto(file, { mode: 'replay', speed: 'max', set: [], seed: options.seed }, replay)
    const told: string[] = []
    for (const name of COMPARED) {
      const divergence = await firstDivergence(join(backtest, name), join(replay, name))
      if (divergence) return { lines: `${name}: ${divergence}`, same: false }
      told.push(name)
    }
    return { lines: `the same to the byte: ${told.join(', ')}`, same: true }
  } finally {
    if (!options.out) await rm(root, { recursive: true, force: true })
  }
}

/** Null if two files are the same; else the first line in which they part, with both versions. */
export async function firstDivergence(left: string, right: string): Promise<string | null> {
  const [a, b] = await Promise.all([readFile(left, 'utf8'), readFile(right, 'utf8')])
  if (a === b) return null
  const [linesA, linesB] = [a.split('\n'), b.split('\n')]
  const at = linesA.findIndex((line, i) => line !== linesB[i])
  const place = at < 0 ? linesA.length : at
  return `line ${place + 1}\n  backtest: ${linesA[place] ?? '(ended)'}\n  replay:   ${linesB[place] ?? '(ended)'}`
}
