/** Parsing the params of a topology's node against its kind, and finding the ones that name instruments or datasets. */
import type { NodeManifest, ParamMeta, Problem, TopologyNode } from '../sdk'

export type ParamsAnswer =
  | { readonly ok: true; readonly params: Record<string, unknown> }
  | { readonly ok: false; readonly problems: Problem[] }

/** Brings the params of an older version up to the manifest's. */
function migrated(node: TopologyNode, manifest: NodeManifest): Record<string, unknown> | Problem {
  if (node.version === manifest.version) return node.params
  const place = { severity: 'error', code: 'UNKNOWN_VERSION', node: node.id } as const
  if (node.version > manifest.version)
    return {
      ...place,
      message: `${node.kind} version ${node.version} is newer than this Patchbay knows (${manifest.version}): update Patchbay`,
    }
  if (!manifest.migrate)
    return {
      ...place,
      message: `${node.kind} version ${node.version} can't be brought to ${manifest.version}: replace the node`,
    }
  try {
    return manifest.migrate(node.params, node.version)
  } catch (error) {
    return { ...place, message: `${node.kind} version ${node.version} can't be migrated: ${String(error)}` }
  }
}

const isProblem = (value: Record<string, unknown> | Problem): value is Problem =>
  'severity' in value && 'code' in value && 'message' in value

/** Parses a node's params, defaults filled in; each thing wrong is a problem naming node and parameter. */
export function parseParams(node: TopologyNode, manifest: NodeManifest): ParamsAnswer {
  const raw = migrated(node, manifest)
  if (isProblem(raw)) return { ok: false, problems: [raw] }
  const unknown = Object.keys(raw).filter((key) => !(key in manifest.params.shape))
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
      message: issue.message,
    })
  return { ok: false, problems }
}

/** The params of a kind that have a given editor, by name. */
export function paramsWithEditor(manifest: NodeManifest, editor: NonNullable<ParamMeta['editor']>): string[] {
  return Object.entries(manifest.params.shape)
    .filter(([, schema]) => (schema as { meta?(): Partial<ParamMeta> | undefined }).meta?.()?.editor === editor)
    .map(([name]) => name)
}

/** The symbols a param of an instrument editor holds: one, or a list. */
export function symbolsIn(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value]
  return list.filter((one): one is string => typeof one === 'string' && one !== '')
}
