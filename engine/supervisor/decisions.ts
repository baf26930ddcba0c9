/** What a run that is under way has decided so far, read from the records of its processes. */
import { existsSync, statSync } from 'node:fs'
import { writerNames } from '../graph'
import { decisionLines, RunOrders, readDecisions } from '../report'
import { InstrumentTable } from '../sdk'
import { SupervisorError } from '../wire/client-protocol'
import type { Deployment } from './deployment'
import { DECISION_BYTES_MAX, DECISION_LINES_MAX } from './limits'
import { recordDirOf, reportsPathOf } from './record-paths'

interface Lines {
  readonly decisions: string[]
  readonly orders: string[]
}

/** The newest lines of what did not become a trade. @throws SupervisorError CONFLICT where there is too much to read now. */
export function decisionsOf({ current, files }: Deployment): Lines {
  const { registry, plan, hosts, mode } = current
  // A backtest writes when it is done.
  if (mode === 'backtest') return { decisions: [], orders: [] }
  const dirs = hosts.map((host) => files.hostDir(host)).filter((dir) => existsSync(reportsPathOf(dir)))
  const bytes = dirs.reduce((sum, dir) => sum + statSync(reportsPathOf(dir)).size, 0)
  if (bytes > DECISION_BYTES_MAX)
    throw new SupervisorError(
      'CONFLICT',
      'this run has decided too much to be read while it runs: look when it has ended',
    )
  const log = readDecisions(dirs.map(recordDirOf))
  const names = { nodeIds: writerNames(registry), instruments: new InstrumentTable(plan.instruments) }
  const decisions: string[] = []
  for (const line of decisionLines(log, names)) if (WANTED.test(line)) decisions.push(line)
  const orders: string[] = []
  for (const line of new RunOrders(log, names).lines()) if (UNFILLED.test(line)) orders.push(line)
  return { decisions: decisions.slice(-DECISION_LINES_MAX), orders: orders.slice(-DECISION_LINES_MAX) }
}

const WANTED = /"action":"withheld"|"decision":"denied"/
const UNFILLED = /"state":"(rejected|expired|canceled)"/
