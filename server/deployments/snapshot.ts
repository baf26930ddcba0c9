/** The whole state of a deployment: the supervisor's while it knows it, else what the database has. */
import type { DeploymentSnapshot, PnlPoint } from '../../engine/sdk'
import { notFound } from '../api/errors'
import { EngineAway } from '../engine'
import { thinCurve } from '../runs/thin'
import type { Services } from '../services'

const ROWS_MAX = 1_000
const POINTS_MAX = 2_000

type Sources = Pick<Services, 'db' | 'engine' | 'book'>

/** @throws 404 for a deployment nobody has heard of. */
export async function readSnapshot(sources: Sources, id: string): Promise<DeploymentSnapshot> {
  const live = await fromSupervisor(sources, id)
  if (live) return live
  const stored = await fromDatabase(sources, id)
  if (!stored) throw notFound('deployment', id)
  return stored
}

async function fromSupervisor({ engine }: Sources, id: string): Promise<DeploymentSnapshot | null> {
  if (!engine.connected) return null
  try {
    return await engine.snapshot(id)
  } catch (error) {
    if (error instanceof EngineAway) return null
    throw error
  }
}

async function fromDatabase({ db, book }: Sources, id: string): Promise<DeploymentSnapshot | null> {
  const stored = await db.deployments.get(id)
  if (!stored) return null
  const newest = async <T>(read: (skip: number, take: number) => Promise<{ rows: T[]; total: number }>) => {
    const { total } = await read(0, 0)
    return (await read(Math.max(0, total - ROWS_MAX), ROWS_MAX)).rows
  }
  return {
    deployment: book.get(id) ?? stored.info,
    topology: stored.topology,
    nodes: [],
    links: [],
    pnl: thinCurve<PnlPoint>(await db.records.equity(id), POINTS_MAX),
    positions: [],
    orders: await newest((skip, take) => db.records.orders(id, skip, take)),
    fills: await newest((skip, take) => db.records.fills(id, skip, take)),
    log: [],
    alerts: [],
  }
}
