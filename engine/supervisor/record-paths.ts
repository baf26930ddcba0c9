/** Where a host leaves its record of the run. */
import { join } from 'node:path'

/** Folder of a host's record (`reports.pbl`, `accounts.pbl`, …). */
export const recordDirOf = (hostDir: string): string => join(hostDir, 'record')

export const reportsPathOf = (hostDir: string): string => join(recordDirOf(hostDir), 'reports.pbl')
