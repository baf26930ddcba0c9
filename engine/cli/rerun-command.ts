/** `patchbay rerun DIR`: a paper run's journals once more, offline. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { RerunError } from '../host/live/host-journal'
import { type RerunResult, rerunDeployment } from '../host/live/rerun'
import { CommandError } from './topology-file'
import { findKind } from './world'

/** Where `patchbay run --mode paper --out DIR` puts the run's journals. */
export const JOURNAL_FOLDER = 'journal'

/** Runs it again and says whether all was the same; else the first node and event where they part. */
export async function rerunCommand(dir: string): Promise<{ lines: string; same: boolean }> {
  const inside = join(dir, JOURNAL_FOLDER)
  try {
    const result = await rerunDeployment(existsSync(inside) ? inside : dir, findKind)
    return { lines: linesOf(result), same: result.divergence === null }
  } catch (error) {
    if (error instanceof RerunError) throw new CommandError(error.message)
    throw error
  }
}

function linesOf({ hosts, changes, steps, batches, rows, passedOver, divergence }: RerunResult): string {
  const count = (value: number) => value.toLocaleString('en-US')
  const changed = changes === 0 ? '' : ` with ${count(changes)} ${changes === 1 ? 'change' : 'changes'} of what ran`
  const done = `${count(steps)} steps of ${hosts} processes${changed}`
  if (!divergence)
    return [
      `same: ${done} were run again; ${count(batches)} batches on links and ${count(rows)} rows of the record are as they were`,
      ...passedOver.map((path) => `${path} is damaged: what came in before the next snapshot was not run again`),
    ].join('\n')
  const { nodeId, where, said, rerun } = divergence
  return [
    `${nodeId} parts from the run ${where}`,
    `  run:    ${said ?? '(nothing)'}`,
    `  re-run: ${rerun ?? '(nothing)'}`,
    'A node that says something else for the same input keeps state outside its snapshot, or reads a clock or randomness of its own.',
  ].join('\n')
}
