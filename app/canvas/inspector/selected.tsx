'use client'
import { Braces, CircleQuestionMark } from 'lucide-react'
import { useState } from 'react'
import type { TopologyNode } from '../../../engine/sdk'
import { Badge } from '../../ui/badge'
import { Button } from '../../ui/button'
import { KindIcon } from '../../ui/icons'
import { Notice } from '../../ui/notice'
import { Tooltip } from '../../ui/tooltip'
import { setLabel } from '../document/edits'
import { findManifest } from '../drawing-kinds'
import { ExposureSummary } from '../exposure/summary'
import { titleOf } from '../kinds'
import { useCanvas, useDocument, useSession } from '../session'
import { showPanel } from '../side/store'
import { JsonView } from './json-view'
import { ParamsForm } from './params-form'

const NONE: readonly never[] = []

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

/** What is wrong with the node as a whole, or with its ports. */
function NodeProblems({ id }: { readonly id: string }) {
  const problems = useCanvas((state) => state.problemsByNode.get(id)) ?? NONE
  return problems
    .filter((problem) => !problem.param)
    .map((problem) => (
      <Notice
        key={problem.code + problem.message}
        tone={problem.severity === 'error' ? 'bad' : 'warn'}
        className="mb-2"
      >
        {problem.message}
      </Notice>
    ))
}

interface HeaderProps {
  readonly node: TopologyNode
  readonly title: string
  readonly sub: string
  readonly isJson: boolean
  readonly onJson: (() => void) | null
}

function Header({ node, title, sub, isJson, onJson }: HeaderProps) {
  const manifest = findManifest(node.kind)
  return (
    <>
      <header className="flex items-center gap-2 pr-2 pl-3 text-muted">
        <KindIcon name={manifest?.icon ?? ''} />
        <h3 className="min-w-0 flex-1 truncate text-sm font-semibold text-text" title={title}>
          {title}
        </h3>
        {manifest?.simulated && <Badge tone="warn">Simulated data</Badge>}
        {onJson && (
          <Tooltip text={isJson ? 'Back to the form' : 'Parameters as JSON'}>
            <Button tone="quiet" icon aria-label="Parameters as JSON" aria-pressed={isJson} onClick={onJson}>
              <Braces size={14} aria-hidden className={isJson ? 'text-accent' : undefined} />
            </Button>
          </Tooltip>
        )}
        <Tooltip text="What this kind does">
          <Button tone="quiet" icon aria-label="Help about this kind" onClick={() => showPanel('help')}>
            <CircleQuestionMark size={14} aria-hidden />
          </Button>
        </Tooltip>
      </header>
      <p className="truncate px-3 pb-1.5 font-mono text-xs text-faint">{sub}</p>
    </>
  )
}

function NodeInspector({ node }: { readonly node: TopologyNode }) {
  const [isJson, setJson] = useState(false)
  const isKnown = findManifest(node.kind) !== undefined
  return (
    <>
      <Header
        node={node}
        title={titleOf(node)}
        sub={`${node.id} · ${node.kind} v${node.version}`}
        isJson={isJson || !isKnown}
        onJson={isKnown ? () => setJson(!isJson) : null}
      />
      <div className="min-h-0 flex-1 overflow-y-auto border-t border-line px-3 pt-2">
        {!isKnown && (
          <Notice tone="bad" className="mb-2">
            This Patchbay has no kind “{node.kind}”. Remove the node, or install what brings it.
          </Notice>
        )}
        <NodeProblems id={node.id} />
        <ExposureSummary node={node.id} />
        <LabelRow node={node} />
        {isJson || !isKnown ? <JsonView key={node.id} node={node} /> : <ParamsForm nodes={[node]} />}
      </div>
    </>
  )
}

/** Several nodes: those of one kind are set together. */
function Several({ nodes }: { readonly nodes: readonly TopologyNode[] }) {
  const [first] = nodes
  const isOneKind = first !== undefined && nodes.every((node) => node.kind === first.kind)
  if (!first || !isOneKind || !findManifest(first.kind))
    return (
      <div className="px-3 pt-1">
        <h3 className="text-sm font-semibold">{nodes.length} nodes selected</h3>
        <p className="pt-0.5 text-xs text-faint">
          Nodes of one kind can be set together. These are of {new Set(nodes.map((node) => node.kind)).size} kinds.
        </p>
      </div>
    )
  return (
    <>
      <Header
        node={first}
        title={`${nodes.length} × ${findManifest(first.kind)?.label}`}
        sub={nodes.map((node) => node.id).join(', ')}
        isJson={false}
        onJson={null}
      />
      <div className="min-h-0 flex-1 overflow-y-auto border-t border-line px-3 pt-2">
        <p className="pb-2 text-xs text-faint">What is set here is set for all {nodes.length}.</p>
        <ParamsForm nodes={nodes} />
      </div>
    </>
  )
}

/** The selected nodes, one or several, and how they are set. */
export default function Selected({ nodes }: { readonly nodes: readonly TopologyNode[] }) {
  const [only, ...others] = nodes
  if (!only) return null
  if (others.length > 0) return <Several key={nodes.map(({ id }) => id).join('+')} nodes={nodes} />
  return <NodeInspector key={only.id} node={only} />
}
