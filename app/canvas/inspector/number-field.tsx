'use client'
import { useEffect, useState } from 'react'
import { describedBy, type EditorProps } from './editor'

/** Digits as typed: `1.` and `-` on their way to a number must not be rewritten under the cursor. */
export function NumberEditor({ field, value, id, error, disabled, placeholder, onChange, onUnreadable }: EditorProps) {
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
    <div className="relative min-w-0 flex-1">
      <input
        {...describedBy(id, error)}
        role="spinbutton"
        aria-valuenow={typeof value === 'number' ? value : undefined}
        aria-valuetext={typeof value === 'number' && field.unit ? `${value} ${field.unit}` : undefined}
        aria-valuemin={field.min}
        aria-valuemax={field.max}
        inputMode="decimal"
        autoComplete="off"
        placeholder={placeholder}
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

/** A number that is found by feel, between two ends. */
export function SliderEditor(props: EditorProps) {
  const { field, value, disabled, onChange, onUnreadable } = props
  const step = field.step ?? 0.01
  const min = (field.min ?? 0) + (field.isAbove ? step : 0)
  return (
    <div className="flex flex-1 items-center gap-2">
      <input
        type="range"
        aria-label={`${field.title} slider`}
        className="h-7 min-w-0 flex-1 accent-[var(--accent)]"
        min={min}
        max={field.max ?? 1}
        step={step}
        disabled={disabled}
        value={typeof value === 'number' ? value : min}
        onChange={(event) => {
          onUnreadable(null)
          onChange(Number(event.target.value))
        }}
      />
      <div className="flex w-24">
        <NumberEditor {...props} />
      </div>
    </div>
  )
}
