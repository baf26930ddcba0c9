/** Writes down what this host's nodes do, and keeps their accounts for telling. */
import type { RunLogWriter } from '../report/log-files'
import type { Recorder } from '../runtime'
import type { AccountTeller } from './account-teller'
import { JournalError } from './journal'

export interface HostRecorder extends Recorder {
  /** Writes what is in memory; true if there was a report among it. @throws JournalError */
  flush(): boolean
}

/**
 * @param onNews called with everything that is written: there is something to tell.
 * @throws in every method JournalError where the disk does not take the record: the host must stop then.
 */
export function makeRecorder(records: RunLogWriter, accounts: AccountTeller, onNews: () => void): HostRecorder {
  let hasReports = false
  const guarded = (write: () => void) => {
    onNews()
    written(write)
  }
  return {
    onReport(tsNs, report) {
      hasReports = true
      guarded(() => records.onReport(tsNs, report))
    },
    onAccount(tsNs, node, event) {
      accounts.onAccount(tsNs, node, event)
      guarded(() => records.onAccount(tsNs, node, event))
    },
    onPosition(tsNs, node, event) {
      accounts.onPosition(node, event)
      guarded(() => records.onPosition(tsNs, node, event))
    },
    onIntent: (tsNs, node, intent) => guarded(() => records.onIntent(tsNs, node, intent)),
    onSignal: (tsNs, node, signal) => guarded(() => records.onSignal(tsNs, node, signal)),
    onGate: (tsNs, node, gate) => guarded(() => records.onGate(tsNs, node, gate)),
    flush() {
      written(() => records.flush())
      const had = hasReports
      hasReports = false
      return had
    },
  }
}

function written(write: () => void): void {
  try {
    write()
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new JournalError(`${why}; make room on the disk, or mend it, and start the node again`, { cause })
  }
}
