/** What a drawing is made of: templates, kinds, datasets. */
import { z } from 'zod'
import { datasetCheck, datasetInfo } from '../engine'
import { kindView } from '../kinds'
import { outlineOf } from '../workspace/outline'
import { notFound } from './errors'
import { graphOutline } from './shapes'
import { procedure, router } from './trpc'

const nothing = z.object({}).optional()

export const templatesRouter = router({
  list: procedure
    .meta({
      openapi: { method: 'GET', path: '/api/templates', tags: ['Catalogue'], summary: 'Drawings to begin with' },
    })
    .input(nothing)
    .output(
      z.array(
        z.object({
          slug: z.string(),
          name: z.string(),
          note: z.string(),
          tags: z.array(z.string()),
          graph: graphOutline,
        }),
      ),
    )
    .query(({ ctx }) =>
      ctx.services.templates.list().map(({ slug, topology, note, tags }) => ({
        slug,
        name: topology.name,
        note,
        tags: [...tags],
        graph: outlineOf(topology),
      })),
    ),
})

export const kindsRouter = router({
  list: procedure
    .meta({ openapi: { method: 'GET', path: '/api/kinds', tags: ['Catalogue'], summary: 'Every node kind' } })
    .input(nothing)
    .output(z.array(kindView))
    .query(({ ctx }) => [...ctx.services.kinds]),
})

export const datasetsRouter = router({
  list: procedure
    .meta({
      openapi: { method: 'GET', path: '/api/datasets', tags: ['Catalogue'], summary: 'Recorded data in the store' },
    })
    .input(nothing)
    .output(z.array(datasetInfo))
    .query(async ({ ctx }) => [...(await ctx.services.engine.datasets())]),

  check: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/datasets/{name}/check',
        tags: ['Catalogue'],
        summary: 'Quality of a dataset',
      },
    })
    .input(z.object({ name: z.string().min(1).max(100) }))
    .output(datasetCheck)
    .query(async ({ ctx, input }) => {
      const { engine } = ctx.services
      if (!(await engine.datasets()).some(({ name }) => name === input.name)) throw notFound('dataset', input.name)
      return engine.checkDataset(input.name)
    }),
})
