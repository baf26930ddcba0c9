'use client'
import { useQuery } from '@tanstack/react-query'
import { PanelRightClose, PanelRightOpen } from 'lucide-react'
import { useMemo, useState } from 'react'
import { PORT_TYPES, type Problem, type Topology, type TopologyNode } from '../../../engine/sdk'
import { findManifest } from '../../../nodes/manifests'
import { useTRPC } from '../../remote/trpc'
import { Badge, Count } from '../../ui/badge'
import { Button } from '../../ui/button'
import { KindIcon } from '../../ui/icons'
import { Empty, Notice } from '../../ui/notice'
import { TabList, TabPanel, TabRoot } from '../../ui/tabs'
import { NOTE_PREFIX, setLabel } from '../document/edits'
import { fieldsOf, isTwoWay, type ParamField, paramErrors, portColor, simulatedInstruments, titleOf } from '../kinds'
import { useCanvas, useDocument, useSession, useTopologyNode } from '../session'
import { KindHelpPage } from './help'
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
  const [tab, setTab] = useState('params')
  const manifest = findManifest(node.kind)
  const all = useCanvas((state) => state.problems)
  const problems = useMemo(() => all.filter((problem) => problem.node === node.id), [all, node.id])
  return (
    <TabRoot value={tab} onValueChange={setTab} className="flex min-h-0 flex-1 flex-col">
      <header className="flex items-center gap-2 pt-2.5 pr-10 pb-1.5 pl-3 text-muted">
        <KindIcon name={manifest?.icon ?? ''} />
        <h2 className="min-w-0 flex-1 truncate text-sm font-semibold text-text">{titleOf(node)}</h2>
        {manifest?.simulated && <Badge tone="warn">Simulated data</Badge>}
      </header>
      <p className="px-3 pb-1 font-mono text-xs text-faint">
        {node.id} · {node.kind} v{node.version}
      </p>
      <TabList
        label="About this node"
        tabs={[
          { id: 'params', label: 'Parameters', mark: <Count value={problems.length} tone="bad" /> },
          { id: 'help', label: 'Help' },
        ]}
      />
      <TabPanel value="params" className="min-h-0 flex-1 overflow-y-auto px-3 pt-2">
        <Params node={node} problems={problems} />
      </TabPanel>
      <TabPanel value="help" className="min-h-0 flex-1 overflow-y-auto px-3 pt-3 pb-4">
        <KindHelpPage kind={node.kind} />
      </TabPanel>
    </TabRoot>
  )
}

/** What the colours of ports mean. */
function Legend() {
  return (
    <section className="px-3 pt-3">
      <h2 className="pb-1 text-xs font-medium text-faint">What links carry</h2>
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
      <header className="px-3 pt-2.5">
        <h2 className="text-sm font-semibold">Nothing selected</h2>
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

function Several({ ids }: { readonly ids: readonly string[] }) {
  return (
    <Empty title={`${ids.length} nodes selected`}>Delete removes them, Ctrl D duplicates them, T tidies them.</Empty>
  )
}

function One({ id }: { readonly id: string }) {
  const node = useTopologyNode(id)
  return node ? <NodeInspector key={id} node={node} /> : <Overview />
}

/** The panel about what is selected. */
export function Inspector() {
  const all = useCanvas((state) => state.selectedNodes)
  const selected = all.filter((id) => !id.startsWith(NOTE_PREFIX))
  const [isOpen, setOpen] = useState(true)
  const [only, ...others] = selected
  if (!isOpen)
    return (
      <aside
        aria-label="Inspector"
        className="flex w-10 shrink-0 flex-col items-center border-l border-line bg-surface pt-2"
      >
        <Button tone="quiet" icon aria-label="Show the inspector" onClick={() => setOpen(true)}>
          <PanelRightOpen size={15} aria-hidden />
        </Button>
      </aside>
    )
  return (
    <aside aria-label="Inspector" className="relative flex w-[284px] shrink-0 flex-col border-l border-line bg-surface">
      <Button
        tone="quiet"
        icon
        aria-label="Hide the inspector"
        className="absolute top-1.5 right-1.5 z-10"
        onClick={() => setOpen(false)}
      >
        <PanelRightClose size={15} aria-hidden />
      </Button>
      {only === undefined ? <Overview /> : others.length > 0 ? <Several ids={selected} /> : <One id={only} />}
    </aside>
  )
}
