'use client'
/** Which parameters of the nodes inside can be set from outside. */
import { useState } from 'react'
import type { SubgraphDefinition, SubgraphParam, TopologyNode } from '../../../engine/sdk'
import { findManifest } from '../drawing-kinds'
import { fieldsOf, type ParamField, titleOf } from '../kinds'
import { useDocument } from '../session'
import { toggleExposed } from './definitions'
import { useEditDefinition } from './use-edit-definition'

interface RowProps {
  readonly definition: SubgraphDefinition
  readonly node: TopologyNode
  readonly field: ParamField
  readonly exposed: SubgraphParam | undefined
}

function Row({ definition, node, field, exposed }: RowProps) {
  const edit = useEditDefinition(definition)
  const readOnly = useDocument((state) => state.readOnly)
  const name = `${field.title} of ${titleOf(node)}`
  return (
    <li className="flex min-h-7 items-center gap-2 text-sm">
      <input
        type="checkbox"
        id={`expose-${node.id}-${field.name}`}
        aria-label={`Expose ${name}`}
        className="size-3.5 shrink-0 accent-[var(--accent)]"
        checked={exposed !== undefined}
        disabled={readOnly}
        onChange={() =>
          edit(exposed ? `Hide ${field.title}` : `Expose ${field.title}`, (now) =>
            toggleExposed(now, node.id, field.name, field.title),
          )
        }
      />
      {exposed ? (
        <input
          aria-label={`Label of ${name}`}
          className="field h-6 min-w-0 flex-1"
          value={exposed.label}
          placeholder={exposed.name}
          maxLength={200}
          disabled={readOnly}
          onChange={({ target }) =>
            edit(
              'Label a parameter',
              (now) => ({
                ...now,
                params: now.params.map((one) => (one.name === exposed.name ? { ...one, label: target.value } : one)),
              }),
              `label:${exposed.name}`,
            )
          }
        />
      ) : (
        <label htmlFor={`expose-${node.id}-${field.name}`} className="min-w-0 flex-1 truncate text-muted">
          {field.title}
        </label>
      )}
    </li>
  )
}

/** The parameters of the nodes inside, with those that are exposed checked. */
export function Exposed({ definition }: { readonly definition: SubgraphDefinition }) {
  const [query, setQuery] = useState('')
  const words = query.trim().toLowerCase()
  const groups = definition.nodes.flatMap((node) => {
    const manifest = findManifest(node.kind)
    const fields = (manifest ? fieldsOf(manifest) : []).filter((field) =>
      `${titleOf(node)} ${field.title}`.toLowerCase().includes(words),
    )
    return fields.length > 0 ? [{ node, fields }] : []
  })
  const exposedBy = (ref: string) => definition.params.find(({ to }) => to.includes(ref))
  return (
    <section aria-label="Exposed parameters" className="pt-4">
      <h3 className="pb-1 text-xs font-medium text-faint">Exposed parameters ({definition.params.length})</h3>
      <p className="pb-1.5 text-xs text-faint">
        What is checked can be set on each use, in the inspector. What a use leaves alone is as it is set inside.
      </p>
      <input
        type="search"
        aria-label="Search the parameters inside"
        placeholder="Search parameters"
        className="field mb-1"
        value={query}
        onChange={({ target }) => setQuery(target.value)}
      />
      {groups.map(({ node, fields }) => (
        <div key={node.id} className="pt-1.5">
          <h4 className="text-xs text-faint">{titleOf(node)}</h4>
          <ul>
            {fields.map((field) => (
              <Row
                key={field.name}
                definition={definition}
                node={node}
                field={field}
                exposed={exposedBy(`${node.id}.${field.name}`)}
              />
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}
