'use client'
import { useQuery } from '@tanstack/react-query'
import { SlidersHorizontal } from 'lucide-react'
import { useMemo } from 'react'
import { PORT_TYPES, type Problem, type Topology, type TopologyNode } from '../../../engine/sdk'
import { findManifest } from '../../../nodes/manifests'
import { useTRPC } from '../../remote/trpc'
import { Badge } from '../../ui/badge'
import { KindIcon } from '../../ui/icons'
import { Empty, Notice } from '../../ui/notice'
import { setLabel } from '../document/edits'
import { fieldsOf, isTwoWay, type ParamField, paramErrors, portColor, simulatedInstruments, titleOf } from '../kinds'
import { useCanvas, useDocument, useSelectedNodes, useSession } from '../session'
import type { SidePanel } from '../side/panel'
import { ParamRow } from './param-row'

/** Names to choose from: instruments of this topology's own sources first, then of every dataset; datasets by name. */
function useChoices(topology: Topology): (field: ParamField) => readonly string[] {
  const trpc = useTRPC()
  const datasets = useQuery(trpc.datasets.list.queryOptions(undefined, { staleTime: 60_000 })).data
  return useMemo(() => {
    const made = simulatedInstruments(topology).map((instrument) => instrument.symbol)
    const recorded = (datasets ?? []).flatMap((dataset) => dataset.instruments)
    const instruments = [...new Set([...made, ...recorded])]
    const names = (datasets ?? []).map((dataset) => dataset.name)
    return (field) => {
      if (field.editor === 'dataset') return names
      return field.editor?.startsWith('instrument') ? instruments : []
    }
  }, [topology, datasets])
}

function LabelRow({ node }: { readonly node: TopologyNode }) {
  const { document } = useSession()
  const readOnly = useDocument((state) => state.readOnly)
  const id = `label-${node.id}`
  return (
    <div className="pb-3">
      <label htmlFor={id} className="flex h-6 items-center text-sm">
        Label
      </label>
      <input
        id={id}
        className="field"
        value={node.label}
        disabled={readOnly}
        placeholder={findManifest(node.kind)?.label}
        onChange={(event) =>
          document
            .getState()
            .edit('Label', (topology) => setLabel(topology, node.id, event.target.value), `label:${node.id}`)
        }
      />
    </div>
  )
}

function Params({ node, problems }: { readonly node: TopologyNode; readonly problems: readonly Problem[] }) {
  const manifest = findManifest(node.kind)
  const topology = useDocument((state) => state.topology)
  const choicesFor = useChoices(topology)
  const errors = useMemo(() => paramErrors(node), [node])
  if (!manifest)
    return (
      <Notice tone="bad">This Patchbay has no kind “{node.kind}”. Remove the node, or install what brings it.</Notice>
    )
  const shown = problems.filter((problem) => !problem.param)
  return (
    <>
      {shown.map((problem) => (
        <Notice
          key={problem.code + problem.message}
          tone={problem.severity === 'error' ? 'bad' : 'warn'}
          className="mb-2"
        >
          {problem.message}
        </Notice>
      ))}
      <LabelRow node={node} />
      {fieldsOf(manifest).map((field) => (
        <ParamRow
          key={`${node.id}.${field.name}`}
          node={node}
          field={field}
          error={errors[field.name] ?? problems.find((problem) => problem.param === field.name)?.message}
          choices={choicesFor(field)}
        />
      ))}
    </>
  )
}

function NodeInspector({ node }: { readonly node: TopologyNode }) {
  const manifest = findManifest(node.kind)
  const all = useCanvas((state) => state.problems)
  const problems = useMemo(() => all.filter((problem) => problem.node === node.id), [all, node.id])
  return (
    <>
      <header className="flex items-center gap-2 px-3 pt-1 text-muted">
        <KindIcon name={manifest?.icon ?? ''} />
        <h3 className="min-w-0 flex-1 truncate text-sm font-semibold text-text">{titleOf(node)}</h3>
        {manifest?.simulated && <Badge tone="warn">Simulated data</Badge>}
      </header>
      <p className="px-3 pb-1.5 font-mono text-xs text-faint">
        {node.id} · {node.kind} v{node.version}
      </p>
      <div className="min-h-0 flex-1 overflow-y-auto border-t border-line px-3 pt-2">
        <Params node={node} problems={problems} />
      </div>
    </>
  )
}

/** What the colours of ports mean. */
function Legend() {
  return (
    <section className="px-3 pt-3">
      <h3 className="pb-1 text-xs font-medium text-faint">What links carry</h3>
      <ul className="grid grid-cols-2 gap-y-1 text-xs text-muted">
        {PORT_TYPES.map((type) => (
          <li key={type} className="flex items-center gap-2">
            <span
              aria-hidden
              className={`size-2 ${isTwoWay(type) ? 'rotate-45' : 'rounded-full'}`}
              style={{ background: portColor(type) }}
            />
            {type}
            {isTwoWay(type) ? ' ⇄' : ''}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Overview() {
  const readOnly = useDocument((state) => state.readOnly)
  const { nodes, links } = useDocument((state) => state.topology)
  return (
    <>
      <header className="px-3 pt-1">
        <h3 className="text-sm font-semibold">Nothing selected</h3>
        <p className="pt-0.5 text-xs text-faint">
          {nodes.length} {nodes.length === 1 ? 'node' : 'nodes'}, {links.length} {links.length === 1 ? 'link' : 'links'}
        </p>
      </header>
      <Legend />
      <Empty
        title={readOnly ? 'Select a node to see its parameters.' : 'Select a node to see and change its parameters.'}
      />
    </>
  )
}

function Several({ count }: { readonly count: number }) {
  return <Empty title={`${count} nodes selected`}>Delete removes them, Ctrl D duplicates them, T tidies them.</Empty>
}

/** What is selected, and how it is set. */
function Inspector() {
  const nodes = useSelectedNodes()
  const [only, ...others] = nodes
  if (!only) return <Overview />
  return others.length > 0 ? <Several count={nodes.length} /> : <NodeInspector key={only.id} node={only} />
}

export const inspectorPanel: SidePanel = {
  id: 'inspector',
  title: 'Inspector',
  icon: SlidersHorizontal,
  Body: Inspector,
  onShared: true,
}
