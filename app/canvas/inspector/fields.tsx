'use client'
import { X } from 'lucide-react'
import { Switch } from 'radix-ui'
import { useEffect, useState } from 'react'
import type { ParamField } from '../kinds'

export interface EditorProps {
  readonly field: ParamField
  /** What the form shows: the node's own value, else the default. */
  readonly value: unknown
  readonly id: string
  readonly error: string | undefined
  readonly disabled: boolean
  /** Names to choose from, for instruments and datasets. */
  readonly choices: readonly string[]
  readonly onChange: (value: unknown) => void
  /** Words about what is typed but is no value at all; null once it is one. */
  readonly onUnreadable: (message: string | null) => void
}

const describedBy = (id: string, error: string | undefined) => ({
  id,
  'aria-invalid': error !== undefined,
  'aria-describedby': error ? `${id}-error ${id}-help` : `${id}-help`,
})

/** Digits as typed: `1.` and `-` on their way to a number must not be rewritten under the cursor. */
function NumberEditor({ field, value, id, error, disabled, onChange, onUnreadable }: EditorProps) {
  const shown = typeof value === 'number' ? String(value) : ''
  const [text, setText] = useState(shown)
  useEffect(() => {
    setText((now) => (Number(now) === Number(shown) && now.trim() !== '' ? now : shown))
  }, [shown])
  const type = (next: string) => {
    setText(next)
    const number = Number(next.replace(',', '.'))
    if (next.trim() === '' || !Number.isFinite(number)) return onUnreadable('Type a number')
    onUnreadable(null)
    onChange(number)
  }
  const step = (by: number) => {
    const size = field.step ?? (field.type === 'integer' ? 1 : 0.1)
    const next = Number(((typeof value === 'number' ? value : 0) + by * size).toPrecision(12))
    onUnreadable(null)
    onChange(Math.min(field.max ?? next, Math.max(field.min ?? next, next)))
  }
  const leave = () => {
    setText(shown)
    onUnreadable(null)
  }
  return (
    <div className="relative flex-1">
      <input
        {...describedBy(id, error)}
        role="spinbutton"
        aria-valuenow={typeof value === 'number' ? value : undefined}
        aria-valuemin={field.min}
        aria-valuemax={field.max}
        inputMode="decimal"
        autoComplete="off"
        className="field pr-14"
        value={text}
        disabled={disabled}
        onChange={(event) => type(event.target.value)}
        onBlur={leave}
        onKeyDown={(event) => {
          const by = { ArrowUp: 1, ArrowDown: -1 }[event.key]
          if (!by) return
          event.preventDefault()
          step(event.shiftKey ? by * 10 : by)
        }}
      />
      {field.unit && (
        <span className="pointer-events-none absolute inset-y-0 right-2 flex items-center text-xs text-faint">
          {field.unit}
        </span>
      )}
    </div>
  )
}

function SliderEditor(props: EditorProps) {
  const { field, value, disabled, onChange } = props
  return (
    <div className="flex flex-1 items-center gap-2">
      <input
        type="range"
        aria-label={`${field.title} slider`}
        className="min-w-0 flex-1 accent-[var(--accent)]"
        min={field.min ?? 0}
        max={field.max ?? 1}
        step={field.step ?? 0.01}
        disabled={disabled}
        value={typeof value === 'number' ? value : 0}
        onChange={(event) => onChange(Number(event.target.value))}
      />
      <div className="flex w-24">
        <NumberEditor {...props} />
      </div>
    </div>
  )
}

function TextEditor({ value, id, error, disabled, choices, onChange }: EditorProps) {
  return (
    <>
      <input
        {...describedBy(id, error)}
        className="field"
        list={choices.length > 0 ? `${id}-choices` : undefined}
        autoComplete="off"
        spellCheck={false}
        value={typeof value === 'string' ? value : ''}
        disabled={disabled}
        onChange={(event) => onChange(event.target.value)}
      />
      <Choices id={id} choices={choices} />
    </>
  )
}

function Choices({ id, choices }: { readonly id: string; readonly choices: readonly string[] }) {
  return (
    <datalist id={`${id}-choices`}>
      {choices.map((choice) => (
        <option key={choice} value={choice} />
      ))}
    </datalist>
  )
}

function ListEditor({ field, value, id, error, disabled, choices, onChange }: EditorProps) {
  const [text, setText] = useState('')
  const chosen = Array.isArray(value) ? value.map(String) : []
  const add = (raw: string) => {
    const names = raw.split(/[\s,]+/).filter((name) => name && !chosen.includes(name))
    setText('')
    if (names.length > 0) onChange([...chosen, ...names])
  }
  return (
    <div className="flex-1">
      <input
        {...describedBy(id, error)}
        className="field"
        list={`${id}-choices`}
        autoComplete="off"
        spellCheck={false}
        placeholder={chosen.length === 0 ? 'All; type one to add' : 'Type one to add'}
        value={text}
        disabled={disabled}
        onChange={(event) =>
          choices.includes(event.target.value) ? add(event.target.value) : setText(event.target.value)
        }
        onBlur={() => add(text)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          add(text)
        }}
      />
      <Choices id={id} choices={choices.filter((choice) => !chosen.includes(choice))} />
      {chosen.length > 0 && (
        <ul aria-label={field.title} className="flex flex-wrap gap-1 pt-1.5">
          {chosen.map((name) => (
            <li key={name} className="flex items-center rounded-sm border border-line bg-raised pl-1.5 text-xs">
              {name}
              <button
                type="button"
                aria-label={`Remove ${name}`}
                disabled={disabled}
                className="flex size-5 items-center justify-center text-faint hover:text-text"
                onClick={() => onChange(chosen.filter((one) => one !== name))}
              >
                <X size={12} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function SelectEditor({ field, value, id, error, disabled, choices, onChange }: EditorProps) {
  const listed = field.options ?? choices
  const shown = String(value ?? '')
  return (
    <select
      {...describedBy(id, error)}
      className="field"
      value={shown}
      disabled={disabled}
      onChange={(event) => onChange(event.target.value)}
    >
      {!listed.includes(shown) && <option value={shown}>{shown || '–'}</option>}
      {listed.map((option) => (
        <option key={option} value={option}>
          {option}
        </option>
      ))}
    </select>
  )
}

function BooleanEditor({ value, id, disabled, onChange }: EditorProps) {
  return (
    <Switch.Root
      {...describedBy(id, undefined)}
      checked={value === true}
      disabled={disabled}
      onCheckedChange={onChange}
      className="relative h-[18px] w-8 rounded-full border border-line-strong bg-canvas data-[state=checked]:border-accent data-[state=checked]:bg-accent"
    >
      <Switch.Thumb className="block size-3 translate-x-0.5 rounded-full bg-muted transition-transform data-[state=checked]:translate-x-[15px] data-[state=checked]:bg-on-accent" />
    </Switch.Root>
  )
}

/** A value of no simple type, as the JSON it is. */
function JsonEditor({ value, id, error, disabled, onChange, onUnreadable }: EditorProps) {
  const shown = JSON.stringify(value ?? null, null, 2)
  const [text, setText] = useState(shown)
  useEffect(() => setText(shown), [shown])
  const type = (next: string) => {
    setText(next)
    try {
      onChange(JSON.parse(next))
      onUnreadable(null)
    } catch {
      onUnreadable('This is not valid JSON')
    }
  }
  return (
    <textarea
      {...describedBy(id, error)}
      rows={4}
      spellCheck={false}
      className="field font-mono text-xs"
      value={text}
      disabled={disabled}
      onChange={(event) => type(event.target.value)}
    />
  )
}

/** The editor that fits a parameter. */
export function ParamEditor(props: EditorProps) {
  const { field, choices } = props
  if (field.editor === 'slider') return <SliderEditor {...props} />
  if (field.type === 'number' || field.type === 'integer') return <NumberEditor {...props} />
  if (field.type === 'boolean') return <BooleanEditor {...props} />
  if (field.type === 'enum' || (field.editor === 'dataset' && choices.length > 0)) return <SelectEditor {...props} />
  if (field.type === 'strings') return <ListEditor {...props} />
  if (field.type === 'json') return <JsonEditor {...props} />
  return <TextEditor {...props} />
}
