import { z } from 'zod'
import { MODES } from '../../engine/sdk'
import { procedure, router } from './trpc'

/** What sets the modes apart: the badges beside the run bar. */
const MODE_BADGES = [
  { mode: 'backtest', clock: 'virtual', marketData: 'recorded', venue: 'simulated' },
  { mode: 'replay', clock: 'virtual', marketData: 'recorded', venue: 'simulated' },
  { mode: 'paper', clock: 'wall', marketData: 'live', venue: 'simulated' },
  { mode: 'live', clock: 'wall', marketData: 'live', venue: 'real' },
] as const

const modeBadge = z.object({
  mode: z.enum(MODES),
  clock: z.enum(['virtual', 'wall']),
  marketData: z.enum(['recorded', 'live']),
  venue: z.enum(['simulated', 'real']),
  /** Deployments in this mode that run now. */
  running: z.number().int(),
})

export const systemRouter = router({
  info: procedure
    .meta({ openapi: { method: 'GET', path: '/api/system', tags: ['System'], summary: 'Version, supervisor, modes' } })
    .input(z.object({}).optional())
    .output(
      z.object({
        version: z.string(),
        /** True while the supervisor answers. */
        supervisor: z.boolean(),
        /** PATCHBAY_HOME. */
        home: z.string(),
        database: z.enum(['sqlite', 'postgresql']),
        modes: z.array(modeBadge),
      }),
    )
    .query(({ ctx }) => {
      const { version, engine, home, db, book } = ctx.services
      const active = book.active()
      const running = (mode: string) => active.filter((info) => info.mode === mode).length
      const modes = MODE_BADGES.map((badge) => ({ ...badge, running: running(badge.mode) }))
      return { version, supervisor: engine.connected, home, database: db.provider, modes }
    }),
})
