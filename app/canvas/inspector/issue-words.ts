/** What is wrong with the parameters of a node, in words. */
import { issueWords, type NodeManifest, type TopologyNode } from '../../../engine/sdk'
import { findManifest } from '../drawing-kinds'
import { fieldsOf } from '../kinds'

/** The first thing wrong with each parameter, by its name. */
export function fieldErrors(manifest: NodeManifest, node: TopologyNode): Readonly<Record<string, string>> {
  const parsed = manifest.params.safeParse(node.params)
  if (parsed.success) return {}
  const fields = new Map(fieldsOf(manifest).map((field) => [field.name, field]))
  const errors: Record<string, string> = {}
  for (const issue of parsed.error.issues) {
    const name = String(issue.path[0] ?? '')
    errors[name] ??= issueWords(issue, fields.get(name)?.unit)
  }
  return errors
}

/** All that is wrong with params, line by line: `period: At least 2 bars`. */
export function paramsWords(kind: string, params: Readonly<Record<string, unknown>>): string[] {
  const manifest = findManifest(kind)
  if (!manifest) return []
  const unknown = Object.keys(params).filter((name) => !Object.hasOwn(manifest.params.shape, name))
  const errors = fieldErrors(manifest, { id: '', kind, version: manifest.version, label: '', params: { ...params } })
  return [
    ...unknown.map((name) => `${name}: ${manifest.label} has no such parameter`),
    ...Object.entries(errors).map(([name, words]) => `${name}: ${words}`),
  ]
}
