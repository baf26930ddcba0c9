'use client'
import { RotateCcw } from 'lucide-react'
import { memo, useEffect, useRef, useState } from 'react'
import { canonicalJson, type TopologyNode } from '../../../engine/sdk'
import { setParam } from '../document/edits'
import type { ParamField } from '../kinds'
import { useCanvas, useDocument, useSession } from '../session'
import { ParamEditor } from './fields'

interface ParamRowProps {
  readonly node: TopologyNode
  readonly field: ParamField
  readonly error: string | undefined
  readonly choices: readonly string[]
}

/** Moves to this row when a problem led here. */
function useLedHere(node: string, param: string) {
  const { canvas } = useSession()
  const row = useRef<HTMLDivElement>(null)
  const isMeant = useCanvas(({ focusParam }) => focusParam?.node === node && focusParam.param === param)
  useEffect(() => {
    if (!isMeant) return
    row.current?.scrollIntoView({ block: 'nearest' })
    row.current?.querySelector<HTMLElement>('input, select, textarea, button[role="switch"]')?.focus()
    canvas.setState({ focusParam: null })
  }, [isMeant, canvas])
  return row
}

function boundsWords({ min, max, unit }: ParamField): string {
  const of = unit ? ` ${unit}` : ''
  if (min !== undefined && max !== undefined)
    return ` ${min.toLocaleString('en-US')} to ${max.toLocaleString('en-US')}${of}.`
  if (min !== undefined) return ` At least ${min.toLocaleString('en-US')}${of}.`
  return max === undefined ? '' : ` At most ${max.toLocaleString('en-US')}${of}.`
}

/** One parameter: label, editor, help, what is wrong with it, and the way back to its default. */
export const ParamRow = memo(function ParamRow({ node, field, error, choices }: ParamRowProps) {
  const { document } = useSession()
  const readOnly = useDocument((state) => state.readOnly)
  const row = useLedHere(node.id, field.name)
  const [unreadable, setUnreadable] = useState<string | null>(null)
  const own = node.params[field.name]
  const isChanged = own !== undefined && canonicalJson(own) !== canonicalJson(field.default ?? null)
  const id = `param-${node.id}-${field.name}`
  const message = unreadable ?? error
  const set = (value: unknown) =>
    document
      .getState()
      .edit(
        `Set ${field.title}`,
        (topology) => setParam(topology, node.id, field.name, value),
        `param:${node.id}.${field.name}`,
      )
  return (
    <div ref={row} className="pb-3">
      <div className="flex h-6 items-center gap-1.5">
        <label htmlFor={id} className="truncate text-sm text-text">
          {field.title}
        </label>
        {isChanged && (
          <>
            <span
              role="img"
              aria-label="changed from its default"
              title="Changed from its default"
              className="size-1.5 rounded-full bg-accent"
            />
            {!readOnly && (
              <button
                type="button"
                aria-label={`Reset ${field.title} to its default`}
                title={`Reset to ${JSON.stringify(field.default)}`}
                onClick={() => {
                  setUnreadable(null)
                  set(undefined)
                }}
                className="ml-auto flex size-6 items-center justify-center rounded-sm text-faint hover:bg-hover hover:text-text"
              >
                <RotateCcw size={13} aria-hidden />
              </button>
            )}
          </>
        )}
      </div>
      <div className="flex items-center">
        <ParamEditor
          field={field}
          value={own === undefined ? field.default : own}
          id={id}
          error={message ?? undefined}
          disabled={readOnly}
          choices={choices}
          onChange={set}
          onUnreadable={setUnreadable}
        />
      </div>
      {message && (
        <p id={`${id}-error`} role="alert" className="pt-1 text-xs text-bad">
          {message}
        </p>
      )}
      <p id={`${id}-help`} className="pt-1 text-xs text-faint">
        {field.description}
        {boundsWords(field)}
      </p>
    </div>
  )
})
