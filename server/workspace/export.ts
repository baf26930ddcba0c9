import {
  type FindManifest,
  manifestsWith,
  type NodeManifest,
  type ParamMeta,
  type Topology,
  type TopologyNode,
} from '../../engine/sdk'
import { findManifest } from '../../nodes/manifests'

/** Words that name a credential, whatever stands before or after them. */
const SECRET_NAME =
  /api_?key|secret|password|passphrase|passwd|credential|private_?key|access_?token|auth_?token|bearer|^token$/i

const isSecretName = (name: string): boolean => SECRET_NAME.test(name.replace(/[\s-]+/g, '_'))

const isMarkedSecret = (manifest: NodeManifest, name: string): boolean =>
  (manifest.params.shape[name] as { meta?(): Partial<ParamMeta> | undefined } | undefined)?.meta?.()?.secret === true

/** A value without the fields in it that are named as credentials are. */
function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([name]) => !isSecretName(name))
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutSecrets(inner)]))
}

/**
 * Whether a param may leave the house: one that its kind declares and does not call a secret. Of kinds (or versions)
 * that are not known here nothing is declared, so their params are judged by name.
 */
function mayLeave(node: TopologyNode, name: string, find: FindManifest): boolean {
  const manifest = find(node.kind)
  if (manifest?.version !== node.version) return !isSecretName(name)
  return Object.hasOwn(manifest.params.shape, name) && !isMarkedSecret(manifest, name)
}

const nodeForOthers =
  (find: FindManifest) =>
  (node: TopologyNode): TopologyNode => {
    const kept = Object.entries(node.params).filter(([name]) => mayLeave(node, name, find))
    return { ...node, params: Object.fromEntries(kept.map(([name, value]) => [name, withoutSecrets(value)])) }
  }

/**
 * A drawing as it may leave the house, its subgraphs too: without secrets, and without what was put into a file by hand
 * beside the declared params.
 */
export function forOthers(topology: Topology): Topology {
  const { nodes, subgraphs } = topology
  const own = nodeForOthers(manifestsWith(subgraphs, findManifest))
  return {
    ...topology,
    nodes: nodes.map(own),
    ...(subgraphs && { subgraphs: subgraphs.map((one) => ({ ...one, nodes: one.nodes.map(own) })) }),
  }
}

/** What `forOthers` leaves out, as `node.param`, in the order of the drawing. */
export function withheldFrom({ nodes, subgraphs }: Topology): string[] {
  const find = manifestsWith(subgraphs, findManifest)
  const all = [...nodes, ...(subgraphs ?? []).flatMap((one) => one.nodes)]
  return all.flatMap((node) =>
    Object.keys(node.params)
      .filter((name) => !mayLeave(node, name, find))
      .map((name) => `${node.id}.${name}`),
  )
}
