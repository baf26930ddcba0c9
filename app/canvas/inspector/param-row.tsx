'use client'
import { RotateCcw } from 'lucide-react'
import { memo, useEffect, useRef, useState } from 'react'
import { canonicalJson, type TopologyNode } from '../../../engine/sdk'
import type { ParamField } from '../kinds'
import { useCanvas, useDocument, useSession } from '../session'
import type { Choice } from './choices'
import { commonValue, isChanged, setParamOf, shownValue, valueIn } from './edits'
import { ParamEditor } from './fields'

interface ParamRowProps {
  /** One node, or several of one kind that are set together. */
  readonly nodes: readonly TopologyNode[]
  readonly field: ParamField
  readonly error: string | undefined
  readonly choices: readonly Choice[]
  /** The node as it runs now, where it does. */
  readonly running: TopologyNode | undefined
}

/** Moves to this row when a problem led here. */
function useLedHere(node: string, param: string) {
  const { canvas } = useSession()
  const row = useRef<HTMLDivElement>(null)
  const isMeant = useCanvas(({ focusParam }) => focusParam?.node === node && focusParam.param === param)
  useEffect(() => {
    if (!isMeant) return
    row.current?.scrollIntoView({ block: 'nearest' })
    row.current
      ?.querySelector<HTMLElement>('input:not([type="range"]), select, textarea, button[role="switch"]')
      ?.focus()
    canvas.setState({ focusParam: null })
  }, [isMeant, canvas])
  return row
}

/** From here on a bound only keeps the figure finite, and tells nobody anything. */
const TELLING_MAX = 1e9

function boundsWords({ min, max: most, unit, isAbove }: ParamField): string {
  const max = most !== undefined && most < TELLING_MAX ? most : undefined
  const words = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: 10 })
  const of = unit ? ` ${unit}` : ''
  if (min !== undefined && max !== undefined)
    return isAbove ? ` Above ${words(min)}, up to ${words(max)}${of}.` : ` ${words(min)} to ${words(max)}${of}.`
  if (min !== undefined) return ` ${isAbove ? 'Above' : 'At least'} ${words(min)}${of}.`
  return max === undefined ? '' : ` At most ${words(max)}${of}.`
}

function Marks({ field, onReset }: { readonly field: ParamField; readonly onReset: (() => void) | null }) {
  return (
    <>
      <span
        role="img"
        aria-label="changed from its default"
        title={`Changed from its default: ${shownValue(field.default, field)}`}
        className="size-1.5 shrink-0 rounded-full bg-accent"
      />
      {onReset && (
        <button
          type="button"
          aria-label={`Reset ${field.title} to its default`}
          title={`Reset to ${shownValue(field.default, field)}`}
          onClick={onReset}
          className="ml-auto flex size-6 items-center justify-center rounded-sm text-faint hover:bg-hover hover:text-text"
        >
          <RotateCcw size={13} aria-hidden />
        </button>
      )}
    </>
  )
}

/** Says what runs where the drawing says something else. */
function RunsWith({
  node,
  running,
  field,
}: {
  readonly node: TopologyNode
  readonly running: TopologyNode | undefined
  readonly field: ParamField
}) {
  if (!running || running.kind !== node.kind) return null
  const runs = valueIn(running, field)
  if (canonicalJson(runs ?? null) === canonicalJson(valueIn(node, field) ?? null)) return null
  return <p className="pt-1 text-xs text-warn">Runs with {shownValue(runs, field)} until applied</p>
}

/** One parameter: label, editor, help, what is wrong with it, what runs instead, and the way back to its default. */
export const ParamRow = memo(function ParamRow({ nodes, field, error, choices, running }: ParamRowProps) {
  const { document } = useSession()
  const readOnly = useDocument((state) => state.readOnly)
  const [first] = nodes
  const key = nodes.map((node) => node.id).join('+')
  const row = useLedHere(first?.id ?? '', field.name)
  const [unreadable, setUnreadable] = useState<string | null>(null)
  if (!first) return null
  const { mixed, value } = commonValue(nodes, field)
  const id = `param-${first.id}-${field.name}`
  const message = unreadable ?? error
  const set = (next: unknown, mergeKey?: string) => {
    const ids = new Set(nodes.map((node) => node.id))
    const label = next === undefined ? `Reset ${field.title}` : `Set ${field.title}`
    document.getState().edit(label, (topology) => setParamOf(topology, ids, field.name, next), mergeKey)
  }
  const reset = () => {
    setUnreadable(null)
    set(undefined)
  }
  return (
    <div ref={row} className="pb-3">
      <div className="flex h-6 items-center gap-1.5">
        <label htmlFor={id} className="truncate text-sm text-text">
          {field.title}
        </label>
        {nodes.some((node) => isChanged(node, field)) && <Marks field={field} onReset={readOnly ? null : reset} />}
      </div>
      <div className="flex items-center">
        <ParamEditor
          field={field}
          value={value}
          id={id}
          error={message ?? undefined}
          disabled={readOnly}
          placeholder={mixed ? 'Several values' : undefined}
          choices={choices}
          onChange={(next) => set(next, `param:${key}.${field.name}`)}
          onUnreadable={setUnreadable}
        />
      </div>
      {message && (
        <p id={`${id}-error`} role="alert" className="pt-1 text-xs text-bad">
          {message}
        </p>
      )}
      {nodes.length === 1 && <RunsWith node={first} running={running} field={field} />}
      <p id={`${id}-help`} className="pt-1 text-xs text-faint">
        {mixed && 'The selected nodes differ here. '}
        {field.description}
        {boundsWords(field)}
      </p>
    </div>
  )
})
