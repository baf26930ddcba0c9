import { existsSync } from 'node:fs'
import { writerNames } from '../graph'
import { nsFromIso } from '../sdk'
import type { DeploymentFiles, DesiredState } from './desired'
import { recordDirOf, reportsPathOf } from './record-paths'
import type { RunTask } from './task'

/** Writes report.json and the other results of a run from the records that its hosts left. */
export async function writeRunReport(runTask: RunTask, files: DeploymentFiles, desired: DesiredState): Promise<void> {
  const { registry, plan, mode, seed, hosts, startedAt } = desired
  const dirs = hosts.map((host) => files.hostDir(host)).filter((dir) => existsSync(reportsPathOf(dir)))
  const nodeIds = writerNames(registry)
  await runTask({
    type: 'report',
    // The record may tell of nodes that have left since.
    plan: { ...plan, nodes: registry.nodes.map((node, index) => ({ ...node, id: nodeIds[index] ?? node.id })) },
    // What came as it happened is in no dataset: the span of the run is what is known of it.
    data:
      mode === 'paper'
        ? { ...NOT_RECORDED, fromNs: nsText(startedAt), toNs: nsText(new Date().toISOString()) }
        : desired.data,
    mode,
    seed,
    home: files.home,
    recordDirs: dirs.map(recordDirOf),
    outDir: files.runDir,
  })
}

const NOT_RECORDED = { steps: 0, hash: '', rows: 0 }
const nsText = (iso: string) => nsFromIso(iso).toString()
