/** Every node kind as the palette, the inspector and the help show it. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { NODE_CATEGORIES, type NodeManifest, PORT_TYPES, paramsJsonSchema } from '../engine/sdk'
import { MANIFESTS } from '../nodes/manifests'
import { ROOT } from './root'

const portView = z.object({
  id: z.string(),
  type: z.enum(PORT_TYPES),
  label: z.string(),
  help: z.string(),
  required: z.boolean().optional(),
  single: z.boolean().optional(),
  names: z.array(z.string()).readonly().optional(),
})

export const kindView = z.object({
  kind: z.string(),
  version: z.number(),
  category: z.enum(NODE_CATEGORIES),
  label: z.string(),
  icon: z.string(),
  summary: z.string(),
  aliases: z.array(z.string()),
  inputs: z.array(portView),
  outputs: z.array(portView),
  /** JSON Schema (draft 2020-12) with titles, help and units. */
  paramsSchema: z.record(z.string(), z.unknown()),
  /** The kind's README, Markdown. */
  help: z.string(),
  /** True where its data is made up. */
  simulated: z.boolean(),
})
export type KindView = z.infer<typeof kindView>

/** A kind's folder is named after its kind; categories' folders are plural where English wants it. */
const FOLDERS = { data: 'data', feature: 'features', strategy: 'strategies', guard: 'risk', gateway: 'gateways' }

function readHelp(manifest: NodeManifest): string {
  const name = manifest.kind.slice(manifest.kind.indexOf('.') + 1)
  const path = join(ROOT, 'nodes', FOLDERS[manifest.category], name, 'README.md')
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

const toView = (manifest: NodeManifest): KindView => ({
  kind: manifest.kind,
  version: manifest.version,
  category: manifest.category,
  label: manifest.label,
  icon: manifest.icon,
  summary: manifest.summary,
  aliases: [...manifest.aliases],
  inputs: [...manifest.inputs],
  outputs: [...manifest.outputs],
  paramsSchema: paramsJsonSchema(manifest),
  help: readHelp(manifest),
  simulated: manifest.simulated ?? false,
})

/** All kinds, in the order of the palette. */
export const readKinds = (): KindView[] => MANIFESTS.map(toView)
