import { z } from 'zod'
import type { InstrumentSpec } from './instrument'
import { mayHavePort, type PortSpec } from './ports'
import type { GuardLimits } from './worst-case'

/** What a kind is for. The order is that of the palette, left to right along the flow. */
export const NODE_CATEGORIES = ['data', 'feature', 'strategy', 'guard', 'gateway'] as const
export type NodeCategory = (typeof NODE_CATEGORIES)[number]

/** What the inspector needs beside a parameter's type and bounds; given with `.meta()`. */
export interface ParamMeta {
  /** The label of the field. */
  readonly title: string
  /** The help beside it: what it does, and what a good value is. */
  readonly description: string
  /** Unit shown behind the field, e.g. `bars`, `USD`, `%`. */
  readonly unit?: string
  /** A special editor: a name from the catalogue of instruments, a list of them, or a dataset of the store. */
  readonly editor?: 'instrument' | 'instruments' | 'dataset' | 'slider'
  /** True for what must never leave the house, such as the name of a credential: shared and exported drawings lack it. */
  readonly secret?: boolean
  /** Step of the number field. */
  readonly step?: number
}

/** Attaches the inspector's description to a parameter's schema. */
export function param<T extends z.ZodType>(schema: T, meta: ParamMeta): T {
  return schema.meta({ ...meta }) as T
}

/** A line of what a node's params come to, as a report prints it. */
export interface ManifestTerm {
  readonly label: string
  readonly value: string
}

/** The browser-safe half of a kind: everything about it but its behaviour. */
export interface NodeManifest<P extends z.ZodObject = z.ZodObject> {
  /** `category.name`, e.g. `feature.ema`. Stable for ever. */
  readonly kind: string
  /** Raised when params or ports change meaning; see `migrate`. */
  readonly version: number
  readonly category: NodeCategory
  /** Title Case name on the palette and the card. */
  readonly label: string
  /** A lucide icon's name, e.g. `activity`. */
  readonly icon: string
  /** One sentence for the palette. */
  readonly summary: string
  /** Other words people search for. */
  readonly aliases: readonly string[]
  readonly inputs: readonly PortSpec[]
  readonly outputs: readonly PortSpec[]
  /** Every field has a default, so that a node just dropped is valid or says exactly what to fill in. */
  readonly params: P
  /** True where the data it gives is made up, which must be plainly said wherever it is shown. */
  readonly simulated?: boolean
  /** Sources: true where it can bring data as it happens, so that a drawing with it can run as paper. */
  readonly live?: boolean
  /** Sources of made-up markets: the instruments they will give. */
  instruments?(params: z.infer<P>): InstrumentSpec[]
  /** Steps of input needed before its output is meaningful. */
  lookback?(params: z.infer<P>): number
  /** One line for the card, e.g. `KO / PEP · 60 bars`. */
  summarize?(params: z.infer<P>): string
  /** Gateways: the terms on which it fills, for the report: fill profile, fees, slippage and so on. */
  terms?(params: z.infer<P>): ManifestTerm[]
  /** Guards: what orders are held to, for the worst case that is stated of a gateway. */
  limits?(params: z.infer<P>): GuardLimits
  /** Gateways: the equity their account starts with, in currency units, where that is known before it runs. */
  startingEquity?(params: z.infer<P>): number
  /** Turns params of an older version into this one's. Throws where that can't be. */
  migrate?(params: Record<string, unknown>, fromVersion: number): Record<string, unknown>
}

/**
 * Declares a kind's manifest.
 * @throws if a port would let an order pass unguarded, an id is used twice, or the kind's name is not its category's.
 */
export function defineManifest<P extends z.ZodObject>(manifest: NodeManifest<P>): NodeManifest<P> {
  const name = manifest.kind
  if (!/^[a-z]+\.[a-z0-9-]+$/.test(name)) throw new Error(`kind "${name}" is not of the form category.name`)
  for (const [direction, ports] of [
    ['input', manifest.inputs],
    ['output', manifest.outputs],
  ] as const) {
    const ids = new Set<string>()
    for (const port of ports) {
      if (ids.has(port.id)) throw new Error(`${name} has two ${direction}s called "${port.id}"`)
      ids.add(port.id)
      if (!mayHavePort(manifest.category, direction, port.type))
        throw new Error(`${name}.${port.id}: a ${manifest.category} may not have an ${port.type} ${direction}`)
    }
  }
  return manifest
}

/** JSON Schema (draft 2020-12) of a kind's params, with titles, help and units: what forms and `nodes --json` show. */
export function paramsJsonSchema(manifest: Pick<NodeManifest, 'params'>): Record<string, unknown> {
  return z.toJSONSchema(manifest.params, { io: 'input' }) as Record<string, unknown>
}
