'use client'
import { findManifest } from '../canvas/drawing-kinds'
import { ParamsForm } from '../canvas/inspector/params-form'
import { titleOf } from '../canvas/kinds'
import { useTopologyNode } from '../canvas/session'

/** The form of one node's params in the drawing in which they are changed. */
export function WhatIfForm({ id }: { readonly id: string }) {
  const node = useTopologyNode(id)
  if (!node) return null
  if (findManifest(node.kind)?.category === 'data')
    return <p className="pb-2 text-xs text-faint">{titleOf(node)} brings the data, which stays as it was.</p>
  return (
    <fieldset aria-label={`Parameters of ${titleOf(node)} from here`}>
      <p className="pb-1 text-sm font-medium">{titleOf(node)}</p>
      <ParamsForm nodes={[node]} />
    </fieldset>
  )
}
