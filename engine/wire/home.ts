/** Where things lie in PATCHBAY_HOME: what the supervisor writes and its clients find. */
import { join } from 'node:path'
import { z } from 'zod'

/** `PATCHBAY_HOME/supervisor.json` (0600): how to reach the supervisor that runs on this home. */
export const supervisorFile = z.object({
  format: z.literal('patchbay.supervisor/1'),
  pid: z.number().int().positive(),
  /** Kernel start time of that process where known, so that a reused pid is not mistaken for it. */
  startTicks: z.string().nullable(),
  startedAt: z.string(),
  /** ZeroMQ endpoint of the client protocol. */
  endpoint: z.string(),
  token: z.string().min(32),
})
export type SupervisorFile = z.infer<typeof supervisorFile>

export const supervisorFilePath = (home: string): string => join(home, 'supervisor.json')
export const deploymentsDirectory = (home: string): string => join(home, 'deployments')

/** A deployment's id is also the name of its folder, so its letters are few. */
export const deploymentId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, 'a deployment id holds letters, digits, "-" and "_" (100 at most)')

export const deploymentDirectory = (home: string, id: string): string =>
  join(deploymentsDirectory(home), deploymentId.parse(id))

export const sweepsDirectory = (home: string): string => join(home, 'sweeps')

/** Where a sweep's sweep.json and its trials lie. Its id is bound as a deployment's is. */
export const sweepDirectory = (home: string, id: string): string => join(sweepsDirectory(home), deploymentId.parse(id))

/** Where a deployment's report.json and the other results lie once it has ended. */
export const runDirectory = (home: string, id: string): string => join(deploymentDirectory(home, id), 'run')
