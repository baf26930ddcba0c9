/** Parsing the params of a topology's node against its kind, and finding the ones that name instruments or datasets. */
import { issueWords, type NodeManifest, type ParamMeta, type Problem, type TopologyNode } from '../sdk'

export type ParamsAnswer =
  | { readonly ok: true; readonly params: Record<string, unknown> }
  | { readonly ok: false; readonly problems: Problem[] }

/** Brings the params of an older version up to the manifest's. */
function migrated(node: TopologyNode, manifest: NodeManifest): ParamsAnswer {
  if (node.version === manifest.version) return { ok: true, params: node.params }
  const refused = (message: string): ParamsAnswer => ({
    ok: false,
    problems: [{ severity: 'error', code: 'UNKNOWN_VERSION', node: node.id, message }],
  })
  const what = `${node.kind} version ${node.version}`
  if (node.version > manifest.version)
    return refused(`${what} is newer than this Patchbay knows (${manifest.version}): update Patchbay`)
  if (!manifest.migrate) return refused(`${what} can't be brought to ${manifest.version}: replace the node`)
  try {
    return { ok: true, params: manifest.migrate(node.params, node.version) }
  } catch (error) {
    return refused(`${what} can't be migrated: ${String(error)}`)
  }
}

function metaOf({ params: { shape } }: NodeManifest, param: string): Partial<ParamMeta> | undefined {
  const schema = Object.hasOwn(shape, param) ? shape[param] : undefined
  return (schema as { meta?(): Partial<ParamMeta> | undefined } | undefined)?.meta?.()
}

/** Parses a node's params, defaults filled in; each thing wrong is a problem naming node and parameter. */
export function parseParams(node: TopologyNode, manifest: NodeManifest): ParamsAnswer {
  // What a file holds never decides whether it is an answer or a problem: its params may be named as a problem's fields.
  const answer = migrated(node, manifest)
  if (!answer.ok) return answer
  const raw = answer.params
  const unknown = Object.keys(raw).filter((key) => !Object.hasOwn(manifest.params.shape, key))
  const problems: Problem[] = unknown.map((key) => ({
    severity: 'error',
    code: 'BAD_PARAM',
    node: node.id,
    param: key,
    message: `${manifest.label} has no parameter "${key}": remove it`,
  }))
  const parsed = manifest.params.safeParse(raw)
  if (parsed.success && problems.length === 0) return { ok: true, params: parsed.data as Record<string, unknown> }
  for (const issue of parsed.error?.issues ?? [])
    problems.push({
      severity: 'error',
      code: 'BAD_PARAM',
      node: node.id,
      ...(issue.path.length > 0 ? { param: issue.path.join('.') } : {}),
      message: issueWords(issue, metaOf(manifest, String(issue.path[0] ?? ''))?.unit),
    })
  return { ok: false, problems }
}

/** The params of a kind that have a given editor, by name. */
export function paramsWithEditor(manifest: NodeManifest, editor: NonNullable<ParamMeta['editor']>): string[] {
  return Object.keys(manifest.params.shape).filter((name) => metaOf(manifest, name)?.editor === editor)
}

/** The symbols a param of an instrument editor holds: one, or a list. */
export function symbolsIn(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value]
  return list.filter((one): one is string => typeof one === 'string' && one !== '')
}
