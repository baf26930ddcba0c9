/** The shapes of what comes over the live socket. What does not fit is dropped and counted, never shown. */
import { config, z } from 'zod'
import {
  alertRow,
  deploymentInfo,
  deploymentSnapshot,
  fillRow,
  linkStatus,
  logRow,
  nodeStatus,
  orderRow,
  pnlPoint,
  positionRow,
} from '../../engine/sdk'

// Compiled parsers need eval, which the page's content security policy forbids.
config({ jitless: true })

export const snapshotSchema = deploymentSnapshot
export const supervisorSchema = z.object({ connected: z.boolean() })

/** Updates by the name of their socket event. */
export const UPDATE_SCHEMAS = {
  deployment: deploymentInfo,
  heartbeat: z.array(nodeStatus),
  node: z.array(nodeStatus),
  link: z.array(linkStatus),
  pnl: z.object({ points: z.array(pnlPoint), positions: z.array(positionRow) }),
  order: z.array(orderRow),
  fill: z.array(fillRow),
  alert: z.array(alertRow),
  log: z.array(logRow),
}
export type UpdateName = keyof typeof UPDATE_SCHEMAS
