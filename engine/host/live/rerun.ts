/**
 * Runs the journals of a run on the wall clock again, host by host, without a network or a clock: each host is handed what
 * came in, in the order in which it came, and must say what its readers heard and write what its record holds.
 */
import { join } from 'node:path'
import type { ExecutorDeps } from '../../runtime'
import { type HostJournal, messagesIn, RerunError, readJournals } from './host-journal'
import { HostRerun } from './host-rerun'
import type { Divergence } from './link-check'
import { runTagIn } from './said-batches'

export interface RerunResult {
  readonly hosts: number
  /** Changes of what ran that were made again, by the host that saw most of them. */
  readonly changes: number
  /** Local steps of all hosts that were done again. */
  readonly steps: number
  /** Batches on links, and rows of records, that were compared. */
  readonly batches: number
  readonly rows: number
  /** Damaged snapshots: what came in before the one after them was not run again. */
  readonly passedOver: readonly string[]
  /** The earliest; null if all is the same. */
  readonly divergence: (Divergence & { readonly nodeId: string }) | null
}

/**
 * @param dir folder of a deployment, with one folder for each host in `hosts`. @param findKind the kinds it ran.
 * @throws RerunError, or JournalError where a journal can't be read.
 */
export async function rerunDeployment(dir: string, findKind: ExecutorDeps['findKind']): Promise<RerunResult> {
  const journals = readJournals(join(dir, 'hosts'))
  const runTag = journals.flatMap(messagesIn).map(runTagIn)[0] ?? 0
  const passedOver = journals.flatMap((journal) => journal.passedOver)
  const result = { hosts: journals.length, changes: 0, steps: 0, batches: 0, rows: 0, passedOver }
  const found: (Divergence & { nodeId: string })[] = []
  for (const journal of journals) {
    const rerun = await HostRerun.open(journal, journals, { runTag, findKind })
    const divergence = await rerun.run()
    result.steps += rerun.steps
    result.batches += rerun.batches
    result.rows += rerun.rows
    result.changes = Math.max(result.changes, rerun.changes)
    if (divergence) found.push({ ...divergence, nodeId: rerun.nameOf(divergence.node) ?? refuse(journal, divergence) })
  }
  // A node that was told something else says something else: the earliest is the cause.
  const [divergence = null] = found.sort((a, b) => (a.tsNs < b.tsNs ? -1 : a.tsNs > b.tsNs ? 1 : a.node - b.node))
  return { ...result, divergence }
}

/** A row of a record that no node of the run can have written. */
function refuse({ dir }: HostJournal, { node, where }: Divergence): never {
  throw new RerunError(`${dir} is damaged ${where}: a row is by node ${node}, which the run never had`)
}
