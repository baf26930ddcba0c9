import type { NodeManifest, RunReport } from '../sdk'

interface TermedNode {
  readonly id: string
  readonly kind: string
  readonly category: string
  readonly params: Record<string, unknown>
}

/** By gateway, the terms on which it fills in words, as its kind tells them; nothing of gateways whose kind tells none. */
export function termsOf(
  nodes: readonly TermedNode[],
  findKind: (kind: string) => { readonly manifest: NodeManifest } | undefined,
): RunReport['terms'] {
  const gateways = nodes.filter(({ category }) => category === 'gateway')
  return Object.fromEntries(
    gateways.flatMap(({ id, kind, params }) => {
      const told = findKind(kind)?.manifest.terms?.(params)
      return told ? [[id, told]] : []
    }),
  )
}
