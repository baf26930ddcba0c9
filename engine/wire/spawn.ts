/** What a node host is started with: environment variables, so that a host may be written in any language. */
import { z } from 'zod'

export const hostEnvironment = z.object({
  /** ZeroMQ endpoint of the supervisor's ROUTER for the control conversation. */
  PATCHBAY_CONTROL: z.string().min(1),
  /** Said in `hello`; good for one process. */
  PATCHBAY_TOKEN: z.string().min(1),
  /** The deployment's id. */
  PATCHBAY_DEPLOYMENT: z.string().min(1),
  /** The process's name, as in the placements. */
  PATCHBAY_HOST: z.string().min(1),
  /** A folder (0700, short path) for the socket on which it listens for data. */
  PATCHBAY_SOCKETS: z.string().min(1),
})
export type HostEnvironment = z.infer<typeof hostEnvironment>
