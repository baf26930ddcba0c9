/** The OpenAPI document: from the routers, and from the few paths that are not procedures. */
import { generateOpenApiDocument, type OpenAPIObject } from 'trpc-to-openapi'
import { z } from 'zod'
import { appRouter } from '../api'
import { datasetInfo, problemSchema } from '../engine'
import { runFileName } from '../runs/files'

const DESCRIPTION = `Everything the app does can be done by a script. Send the token in \`PATCHBAY_HOME/api-token\`:

    curl -H "Authorization: Bearer $(cat .patchbay/api-token)" http://127.0.0.1:3000/api/topologies

Errors are always \`{ "error": { "code", "message", "path"? } }\`. Times are ISO 8601 UTC, ratios are fractions (0.12, not
12), undefined figures are null. What changes while a deployment runs comes over Socket.IO, namespace \`/live\`.`

export const errorSchema = z
  .object({
    error: z.object({
      code: z.string(),
      message: z.string(),
      path: z.string().optional(),
      problems: z.array(problemSchema).optional(),
      current: z.object({ draftRevision: z.number().int(), at: z.string(), by: z.string() }).optional(),
    }),
  })
  .meta({ title: 'Error', description: 'What is wrong, and where' })

const text = (description: string) => ({ description, content: { 'text/plain': { schema: z.string() } } })
const json = (description: string, schema: z.ZodType) => ({ description, content: { 'application/json': { schema } } })

const OTHER_PATHS = {
  '/healthz': {
    get: {
      tags: ['System'],
      summary: 'Whether the server answers; needs no token',
      security: [],
      responses: {
        200: json(
          'It does',
          z.object({ status: z.enum(['ok', 'degraded']), supervisor: z.boolean(), database: z.boolean() }),
        ),
      },
    },
  },
  '/metrics': {
    get: { tags: ['System'], summary: 'Figures for Prometheus', responses: { 200: text('Prometheus text format') } },
  },
  '/api/runs/{id}/files/{name}': {
    get: {
      tags: ['Runs'],
      summary: 'Download a file of a run',
      requestParams: { path: z.object({ id: z.string(), name: runFileName }) },
      responses: { 200: text('The file') },
    },
  },
  '/api/datasets/import': {
    post: {
      tags: ['Catalogue'],
      summary: 'Import a CSV or Parquet file into the store',
      description:
        'The body is the file itself: `curl --data-binary @bars.csv …/api/datasets/import?as=mine&file=bars.csv`.',
      requestParams: {
        query: z.object({
          as: z.string().describe('Name of the dataset'),
          file: z.string().describe("The file's name; its ending says what it is"),
          tz: z.string().optional().describe('IANA zone of times that name none'),
          label: z.enum(['start', 'end']).optional().describe('Which side of a bar its time stamps'),
        }),
      },
      requestBody: {
        required: true,
        content: { 'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) } },
      },
      responses: { 200: json('What is in the store now', datasetInfo) },
    },
  },
}

/** Every error answer has our one shape, so one schema stands for them all. */
function withOneError(document: OpenAPIObject): OpenAPIObject {
  const schema = z.toJSONSchema(errorSchema, { io: 'output' })
  const names = Object.keys(document.components?.schemas ?? {}).filter((name) => name.startsWith('error.'))
  const kept = Object.entries(document.components?.schemas ?? {}).filter(([name]) => !names.includes(name))
  const { $schema: _, ...error } = schema
  const rewritten = JSON.stringify({
    ...document,
    components: { ...document.components, schemas: { ...Object.fromEntries(kept), Error: error } },
  }).replaceAll(/#\/components\/schemas\/error\.[A-Z_]+/g, '#/components/schemas/Error')
  return JSON.parse(rewritten)
}

/** The document. It never changes while the server runs. */
export function makeOpenApiDocument(version: string): OpenAPIObject {
  const document = generateOpenApiDocument(appRouter, {
    title: 'Patchbay',
    description: DESCRIPTION,
    version,
    baseUrl: '/',
    docsUrl: '/docs',
    tags: ['Topologies', 'Deployments', 'Running topology', 'Runs', 'Shares', 'Catalogue', 'System'],
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer', description: 'The token in PATCHBAY_HOME/api-token' },
    },
    paths: OTHER_PATHS,
  })
  // Paths carry their whole prefix, so the server is the site itself.
  return withOneError({ ...document, servers: [{ url: '/' }] })
}
