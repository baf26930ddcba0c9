/** /docs: the OpenAPI document as one page to read. Plain HTML made here, so that it works with no network. */
import type { OpenAPIObject } from 'trpc-to-openapi'
import { z } from 'zod'
import { TOKENS } from './look'
import { escapeHtml } from './respond'

const schemaHolder = z.looseObject({ schema: z.unknown() })
const content = z.record(z.string(), schemaHolder)
const operation = z.looseObject({
  operationId: z.string().optional(),
  summary: z.string().optional(),
  description: z.string().optional(),
  tags: z.array(z.string()).optional(),
  parameters: z
    .array(
      z.looseObject({
        name: z.string(),
        in: z.string(),
        required: z.boolean().optional(),
        description: z.string().optional(),
        schema: z.unknown(),
      }),
    )
    .optional(),
  requestBody: z.looseObject({ content }).optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string().optional(), content: content.optional() })),
})
type Operation = z.infer<typeof operation>

interface Entry {
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

const STYLE = `
${TOKENS}* { box-sizing: border-box }
body { margin: 0; background: var(--canvas); color: var(--text); font: 14px/1.55 system-ui, sans-serif; display: grid; grid-template-columns: 19rem minmax(0, 52rem); gap: 2.5rem }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1.5rem 1rem 1.5rem 1.5rem; border-right: 1px solid var(--line); font-size: 13px }
nav h2 { margin: 1.2rem 0 .3rem; font-size: 12px; color: var(--muted); text-transform: uppercase; letter-spacing: .05em }
nav a { display: block; padding: .12rem 0; color: inherit; text-decoration: none; overflow-wrap: anywhere }
nav a:hover { color: var(--accent) }
main { padding: 1.5rem 1.5rem 6rem 0; min-width: 0 }
article { margin: 1.2rem 0; padding: 1rem 1.2rem; background: var(--surface); border: 1px solid var(--line); border-radius: 6px; scroll-margin-top: 1rem }
article h3 { margin: 0; font: 600 15px/1.5 ui-monospace, monospace; overflow-wrap: anywhere }
.method { display: inline-block; min-width: 4.2em; color: var(--accent) }
p { margin: .4rem 0 } .soft { color: var(--muted) }
pre { overflow: auto; padding: .8rem; background: var(--canvas); border: 1px solid var(--line); border-radius: 8px; font: 12.5px/1.5 ui-monospace, monospace }
table { border-collapse: collapse; width: 100%; font-size: 13.5px } td, th { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
code { font: .92em ui-monospace, monospace } summary { cursor: pointer; color: var(--muted) } a { color: var(--accent) }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px } details { margin-top: .5rem }
@media (max-width: 60rem) { body { display: block } nav { position: static; height: auto; border: 0 } main { padding: 0 1.5rem 4rem } }`

const METHODS = ['get', 'post', 'put', 'patch', 'delete']

function entriesOf(document: OpenAPIObject): Entry[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item ?? {})
      .filter(([method]) => METHODS.includes(method))
      .map(([method, value]) => ({ method: method.toUpperCase(), path, operation: operation.parse(value) })),
  )
}

const anchorOf = ({ method, path }: Entry) => `${method}${path}`.replace(/[^A-Za-z0-9]+/g, '-').toLowerCase()
const code = (value: unknown) => `<pre tabindex="0">${escapeHtml(JSON.stringify(value, null, 2))}</pre>`

/** A schema's type in a word or two. */
function typeOf(schema: unknown): string {
  const known = z
    .looseObject({ type: z.union([z.string(), z.array(z.string())]).optional(), enum: z.array(z.unknown()).optional() })
    .safeParse(schema)
  if (!known.success) return ''
  if (known.data.enum) return known.data.enum.map(String).join(' | ')
  return [known.data.type ?? ''].flat().join(' | ')
}

function parametersTable(parameters: NonNullable<Operation['parameters']>): string {
  const rows = parameters.map(
    (one) =>
      `<tr><td><code>${escapeHtml(one.name)}</code></td><td>${escapeHtml(one.in)}${one.required ? ', required' : ''}</td>` +
      `<td><code>${escapeHtml(typeOf(one.schema))}</code></td><td>${escapeHtml(one.description ?? '')}</td></tr>`,
  )
  return `<table><tr><th>Name</th><th>In</th><th>Type</th><th>About</th></tr>${rows.join('')}</table>`
}

function contentOf(title: string, body: z.infer<typeof content> | undefined): string {
  return Object.entries(body ?? {})
    .map(
      ([type, { schema }]) =>
        `<details><summary>${escapeHtml(title)} (${escapeHtml(type)})</summary>${code(schema)}</details>`,
    )
    .join('')
}

function answers(responses: Operation['responses']): string {
  const good = Object.entries(responses).filter(([status]) => status.startsWith('2'))
  const errors = Object.keys(responses).filter((status) => !status.startsWith('2'))
  const body = good.map(([status, { content: inside }]) => contentOf(`Answer ${status}`, inside)).join('')
  return body + (errors.length > 0 ? `<p class="soft">Errors: ${errors.map(escapeHtml).join(', ')}</p>` : '')
}

function article(entry: Entry): string {
  const { summary, description, parameters, requestBody, responses } = entry.operation
  return `<article id="${anchorOf(entry)}"><h3><span class="method">${entry.method}</span> ${escapeHtml(entry.path)}</h3>
<p>${escapeHtml(summary ?? '')}</p>${description ? `<p class="soft">${escapeHtml(description)}</p>` : ''}
${parameters && parameters.length > 0 ? parametersTable(parameters) : ''}
${contentOf('Body', requestBody?.content)}${answers(responses)}</article>`
}

/** The introduction's paragraphs; lines set in by four spaces are code. */
function introduction(text: string): string {
  return text
    .split('\n\n')
    .map((part) =>
      part.startsWith('    ') ? `<pre tabindex="0">${escapeHtml(part.trim())}</pre>` : `<p>${escapeHtml(part)}</p>`,
    )
    .join('')
}

/** The page. It never changes while the server runs. */
export function makeDocsPage(document: OpenAPIObject): string {
  const groups = new Map<string, Entry[]>()
  for (const entry of entriesOf(document)) {
    const tag = entry.operation.tags?.[0] ?? 'Other'
    groups.set(tag, [...(groups.get(tag) ?? []), entry])
  }
  const links = [...groups].map(
    ([tag, entries]) =>
      `<h2>${escapeHtml(tag)}</h2>${entries
        .map((entry) => `<a href="#${anchorOf(entry)}"><b>${entry.method}</b> ${escapeHtml(entry.path)}</a>`)
        .join('')}`,
  )
  const sections = [...groups].map(([tag, entries]) => `<h2>${escapeHtml(tag)}</h2>${entries.map(article).join('')}`)
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>API · Patchbay</title><style>${STYLE}</style></head><body>
<nav aria-label="Paths"><a href="/">← Patchbay</a>${links.join('')}</nav>
<main><h1>Patchbay API ${escapeHtml(document.info.version)}</h1>${introduction(document.info.description ?? '')}
<p><a href="/api/openapi.json">openapi.json</a></p>${sections.join('')}
<h2 id="error">Error</h2>${code(document.components?.schemas?.Error)}</main></body></html>`
}
