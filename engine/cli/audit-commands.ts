/** `patchbay lookahead FILE` and `patchbay warmup FILE`: whether a result can be trusted. */
import { findManifest } from '../../nodes/manifests'
import { findLookahead, type Lookahead, measureWarmup, type WarmupResult } from '../audit'
import { Progress } from './progress'
import { CommandError, readTopologyFile } from './topology-file'
import { compileOrSay, findKind, openWorld } from './world'

export interface AuditOptions {
  readonly set: readonly string[]
  readonly seed: number
}

async function open(file: string, options: AuditOptions) {
  const world = await openWorld()
  const plan = await compileOrSay(world, await readTopologyFile(file, options.set), options.seed)
  const deps = {
    findKind,
    openDataset: (...asked: Parameters<typeof world.store.open>) => world.store.open(...asked),
  }
  return { plan, deps, progress: new Progress(process.stderr) }
}

/** Changes all later data behind several instants; every earlier saying must stay the same. */
export async function lookaheadCommand(
  file: string,
  options: AuditOptions & { cuts: number },
): Promise<{ lines: string; ok: boolean }> {
  if (options.cuts < 1) throw new CommandError(`--cuts ${options.cuts}: give at least 1`)
  const { plan, deps, progress } = await open(file, options)
  const { steps, runs, found } = await findLookahead(plan, deps, {
    cuts: options.cuts,
    seed: options.seed,
    onProgress: (done, of) => progress.set(done / of),
  }).finally(() => progress.clear())
  if (found) return { lines: lookaheadLines(found), ok: false }
  return {
    lines: `no look-ahead: in ${runs} runs with another future, everything said before it stayed the same (${steps.toLocaleString('en-US')} steps, ${plan.nodes.length} nodes)`,
    ok: true,
  }
}

const CHANGED = {
  perturbed: 'With other prices from then on:',
  ended: 'With no data from then on:',
  'at once': 'Shown the data of several steps at once, as in a backtest:',
} as const

function lookaheadLines({ node, ts, step, changedFrom, alteration, before, after }: Lookahead): string {
  const isPeek = alteration === 'at once'
  const rests = isPeek ? 'on being shown data that has not come yet' : `on data from ${changedFrom} or later`
  return [
    `${node} looks ahead: what it says at ${ts} (step ${step + 1}) depends ${rests}.`,
    isPeek ? 'Step by step it says:' : 'With the recorded data it says:',
    ...said(before),
    CHANGED[alteration],
    ...said(after),
  ].join('\n')
}

const said = (lines: readonly string[]) => (lines.length === 0 ? ['  nothing'] : lines.map((line) => `  ${line}`))

/** Varies how much history there is; says which features move, and by how much. */
export async function warmupCommand(
  file: string,
  options: AuditOptions & { tolerance: number },
): Promise<{ lines: string; ok: boolean }> {
  const { plan, deps, progress } = await open(file, options)
  const result = await measureWarmup(plan, deps, findManifest, (done, of) => progress.set(done / of)).finally(() =>
    progress.clear(),
  )
  const moving = result.rows.filter(({ moves, isSilent }) => !isSilent && !isSteady(moves[0], options.tolerance))
  return { lines: warmupLines(result, moving.length, options.tolerance), ok: moving.length === 0 }
}

const isSteady = (move: number | null | undefined, tolerance: number) =>
  move !== null && move !== undefined && move <= tolerance

function warmupLines({ rows, histories, from, to }: WarmupResult, moving: number, tolerance: number): string {
  if (rows.length === 0) return 'the drawing has no feature: nothing needs warming up'
  const head = ['feature', 'lookback', ...histories.map((steps) => `${steps} steps`)]
  const lines = rows.map(({ node, port, name, lookback, isSilent, moves }) => [
    `${node}.${port}.${name}`,
    String(lookback),
    ...moves.map((move) => (isSilent ? 'silent' : move === null ? 'not ready' : percent(move))),
  ])
  return [
    `How far each number moves with less history, against all of it (${from} to ${to}):`,
    ...table([head, ...lines]),
    moving === 0
      ? `steady: none moves by more than ${percent(tolerance)} at the declared lookback`
      : `${moving} of ${rows.length} move by more than ${percent(tolerance)} at the declared lookback: give the run that much more history before the first decision that counts`,
  ].join('\n')
}

const percent = (share: number) => (share === 0 ? 'exact' : `${(share * 100).toPrecision(2)} %`)

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
  )
}
