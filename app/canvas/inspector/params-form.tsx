'use client'
import { RotateCcw } from 'lucide-react'
import { useMemo } from 'react'
import type { NodeManifest, TopologyNode } from '../../../engine/sdk'
import { isActive } from '../../live/telemetry'
import { Button } from '../../ui/button'
import { findManifest } from '../drawing-kinds'
import { fieldsOf } from '../kinds'
import { nodeById, useCanvas, useDocument, useLive, useSession } from '../session'
import { useChoices } from './choices'
import { isChanged, setParamsOf } from './edits'
import { fieldErrors } from './issue-words'
import { ParamRow } from './param-row'

const NONE: readonly never[] = []

/** The node as the running revision has it. */
function useRunning(id: string): TopologyNode | undefined {
  return useLive(({ deployment, running }) => (isActive(deployment) && running ? nodeById(running, id) : undefined))
}

function ResetAll({ nodes, manifest }: { readonly nodes: readonly TopologyNode[]; readonly manifest: NodeManifest }) {
  const { document } = useSession()
  const readOnly = useDocument((state) => state.readOnly)
  const changed = fieldsOf(manifest).filter((field) => nodes.some((node) => isChanged(node, field))).length
  if (readOnly || changed === 0) return null
  const ids = new Set(nodes.map((node) => node.id))
  const reset = () => document.getState().edit('Reset all parameters', (topology) => setParamsOf(topology, ids, {}))
  return (
    <p className="flex items-center justify-between pb-2 text-xs text-faint">
      {changed} changed from {changed === 1 ? 'its default' : 'their defaults'}
      <Button tone="quiet" className="h-6 text-xs" onClick={reset}>
        <RotateCcw size={12} aria-hidden />
        Reset all
      </Button>
    </p>
  )
}

/** A form made from the parameters of a kind, for one node or for several of that kind at once. */
export function ParamsForm({ nodes }: { readonly nodes: readonly TopologyNode[] }) {
  const [first] = nodes
  const manifest = findManifest(first?.kind ?? '')
  const topology = useDocument((state) => state.topology)
  const choicesFor = useChoices(topology)
  const problems = useCanvas((state) => state.problemsByNode.get(first?.id ?? '')) ?? NONE
  const running = useRunning(first?.id ?? '')
  const errors = useMemo(
    () => (manifest && first && nodes.length === 1 ? fieldErrors(manifest, first) : {}),
    [manifest, first, nodes.length],
  )
  if (!manifest || !first) return null
  const said = (name: string) =>
    nodes.length > 1
      ? undefined
      : (errors[name] ?? problems.find((problem) => problem.param?.split('.')[0] === name)?.message)
  return (
    <>
      <ResetAll nodes={nodes} manifest={manifest} />
      {fieldsOf(manifest).map((field) => (
        <ParamRow
          key={field.name}
          nodes={nodes}
          field={field}
          error={said(field.name)}
          choices={choicesFor(field)}
          running={nodes.length === 1 ? running : undefined}
        />
      ))}
      {fieldsOf(manifest).length === 0 && <p className="pb-3 text-sm text-faint">This kind has no parameters.</p>}
    </>
  )
}
