'use client'
import type { ReactNode } from 'react'
import { type Comparison, linkName, type NodeChange, splitRef, type Topology } from '../../../engine/sdk'
import { Empty } from '../../ui/notice'
import { findManifest } from '../drawing-kinds'
import { fieldsOf, parsedParams, titleOf } from '../kinds'
import { nodeById } from '../session'

const TEXT_LENGTH_MAX = 80

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX)}…` : text
}

/** A parameter's value in a drawing; one that is not set is its default. */
function valueIn(topology: Topology, id: string, name: string): string {
  const node = nodeById(topology, id)
  if (!node) return ''
  if (node.params[name] !== undefined) return shown(node.params[name])
  const manifest = findManifest(node.kind)
  const defaults = manifest && parsedParams(manifest, { ...node, params: {} })
  return defaults?.[name] === undefined ? 'not set' : `${shown(defaults[name])} (default)`
}

function fieldOf(topology: Topology, id: string, name: string): { title: string; unit: string } {
  const manifest = findManifest(nodeById(topology, id)?.kind ?? '')
  const field = manifest && fieldsOf(manifest).find((one) => one.name === name)
  return { title: field?.title ?? name, unit: field?.unit ? ` ${field.unit}` : '' }
}

interface Drawings {
  readonly from: Topology
  readonly to: Topology
}

function ChangedNode({ change, from, to }: Drawings & { readonly change: NodeChange }) {
  return (
    <dl className="grid gap-0.5 pt-0.5 pl-2 text-xs">
      {change.kind && (
        <div>
          <dt className="inline text-muted">Kind: </dt>
          <dd className="inline">
            <del className="text-bad no-underline">{change.kind.before}</del> →{' '}
            <ins className="text-good no-underline">{change.kind.after}</ins>
          </dd>
        </div>
      )}
      {change.params.map(({ name }) => {
        const { title, unit } = fieldOf(to, change.id, name)
        return (
          <div key={name}>
            <dt className="inline text-muted">{title}: </dt>
            <dd className="inline break-words tabular-nums">
              <del className="text-bad no-underline">{valueIn(from, change.id, name)}</del> →{' '}
              <ins className="text-good no-underline">
                {valueIn(to, change.id, name)}
                {unit}
              </ins>
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

function Part({ title, children }: { readonly title: string; readonly children: readonly ReactNode[] }) {
  if (children.length === 0) return null
  return (
    <section className="pt-3">
      <h2 className="pb-1 text-xs font-semibold text-muted">
        {title} <span className="tabular-nums">({children.length})</span>
      </h2>
      <ul className="grid gap-1">{children}</ul>
    </section>
  )
}

/** Everything that differs, what runs differently first; a click leads to it on the canvas. */
export function ChangesList({
  difference,
  from,
  to,
  onReveal,
}: Drawings & { readonly difference: Comparison; readonly onReveal: (node: string) => void }) {
  const { added, removed, changed, moved, relabelled, linked, unlinked, redefined, framed, notes, renamed } = difference
  const nameIn = (topology: Topology, id: string) => {
    const node = nodeById(topology, id)
    return node ? titleOf(node) : id
  }
  const nodeRow = (topology: Topology) => (id: string) => (
    <li key={id}>
      <button type="button" className="text-left text-sm hover:underline" onClick={() => onReveal(id)}>
        {nameIn(topology, id)} <span className="text-xs text-faint">{id}</span>
      </button>
    </li>
  )
  const linkRow = (topology: Topology) => (link: Topology['links'][number]) => {
    const [source, target] = [splitRef(link.from), splitRef(link.to)]
    return (
      <li key={linkName(link)} className="text-sm break-words">
        {nameIn(topology, source.node)} <span className="text-xs text-faint">{source.port}</span> →{' '}
        {nameIn(topology, target.node)} <span className="text-xs text-faint">{target.port}</span>
      </li>
    )
  }
  const drawnOnly = moved.length + relabelled.length + notes + (renamed ? 1 : 0)
  const runs =
    added.length + removed.length + changed.length + linked.length + unlinked.length + redefined.length + framed.length
  if (runs + drawnOnly === 0) return <Empty title="Nothing differs." />
  return (
    <div className="pb-3">
      {runs === 0 && <p className="pt-2 text-xs text-muted">What runs would be the same: only the drawing differs.</p>}
      <Part title="Changed">
        {changed.map((change) => (
          <li key={change.id}>
            <button type="button" className="text-left text-sm hover:underline" onClick={() => onReveal(change.id)}>
              {nameIn(to, change.id)} <span className="text-xs text-faint">{change.id}</span>
            </button>
            <ChangedNode change={change} from={from} to={to} />
          </li>
        ))}
      </Part>
      <Part title="Added">{added.map(nodeRow(to))}</Part>
      <Part title="Removed">{removed.map(nodeRow(from))}</Part>
      <Part title="Links added">{linked.map(linkRow(to))}</Part>
      <Part title="Links removed">{unlinked.map(linkRow(from))}</Part>
      <Part title="Subgraphs changed inside">
        {redefined.map((kind) => (
          <li key={kind} className="text-sm">
            {[...(to.subgraphs ?? []), ...(from.subgraphs ?? [])].find((one) => one.kind === kind)?.label || kind}{' '}
            <span className="text-xs text-faint">{kind}</span>
          </li>
        ))}
      </Part>
      <Part title="Frames with other nodes">
        {framed.map((id) => (
          <li key={id} className="text-sm">
            {[...to.layout.frames, ...from.layout.frames].find((frame) => frame.id === id)?.label || id}
          </li>
        ))}
      </Part>
      <Part title="Another label only">{relabelled.map(nodeRow(to))}</Part>
      <Part title="Moved only">{moved.map(nodeRow(to))}</Part>
      {renamed && (
        <p className="pt-3 text-xs text-muted">
          Name: {from.name} → {to.name}
        </p>
      )}
      {notes > 0 && <p className="pt-3 text-xs text-muted">{notes === 1 ? '1 note' : `${notes} notes`} differ</p>}
    </div>
  )
}
