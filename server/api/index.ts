/** Everything the app and scripts can ask for: one router, answered by tRPC and by REST. */
import { datasetsRouter, kindsRouter, templatesRouter } from './catalogue'
import { debugRouter } from './debug'
import { deploymentsRouter } from './deployments'
import { hotEditsRouter } from './hot-edits'
import { revisionsRouter } from './revisions'
import { runsRouter } from './runs'
import { sharesRouter } from './shares'
import { subgraphsRouter } from './subgraphs'
import { sweepsRouter } from './sweeps'
import { systemRouter } from './system'
import { topologiesRouter } from './topologies'
import { router } from './trpc'

export const appRouter = router({
  topologies: topologiesRouter,
  revisions: revisionsRouter,
  templates: templatesRouter,
  kinds: kindsRouter,
  datasets: datasetsRouter,
  debug: debugRouter,
  deployments: deploymentsRouter,
  topology: hotEditsRouter,
  runs: runsRouter,
  sweeps: sweepsRouter,
  shares: sharesRouter,
  subgraphs: subgraphsRouter,
  system: systemRouter,
})

export type AppRouter = typeof appRouter
