'use client'
import { Trash2 } from 'lucide-react'
import { Button } from '../ui/button'
import { type AxisRow, type Candidate, isNumericCandidate, rowFor } from './form'

interface AxisRowProps {
  readonly row: AxisRow
  readonly candidates: readonly Candidate[]
  /** Places that other lines have. */
  readonly taken: ReadonlySet<string>
  readonly isWrong: boolean
  readonly onChange: (row: AxisRow) => void
  readonly onRemove: () => void
}

/** One varied parameter: which, and from where to where. */
export function AxisFields({ row, candidates, taken, isWrong, onChange, onRemove }: AxisRowProps) {
  const candidate = candidates.find(({ place }) => place === row.place)
  const nodes = [...new Set(candidates.map(({ node }) => node))]
  const choose = (place: string) => {
    const next = candidates.find((one) => one.place === place)
    if (next) onChange(rowFor(next, row.key))
  }
  return (
    <fieldset
      className={`grid gap-1.5 rounded-sm border p-2 ${isWrong ? 'border-bad' : 'border-line'}`}
      aria-label={`Parameter ${row.place}`}
    >
      <div className="flex items-center gap-1.5">
        <select
          className="field flex-1"
          aria-label="Parameter"
          value={row.place}
          onChange={(event) => choose(event.target.value)}
        >
          {nodes.map((node) => {
            const own = candidates.filter((one) => one.node === node)
            return (
              <optgroup key={node} label={own[0]?.nodeTitle ?? node}>
                {own.map(({ place, field, nodeTitle }) => (
                  <option key={place} value={place} disabled={taken.has(place) && place !== row.place}>
                    {nodeTitle} · {field.title}
                  </option>
                ))}
              </optgroup>
            )
          })}
        </select>
        <Button tone="quiet" icon aria-label={`Remove ${row.place}`} onClick={onRemove}>
          <Trash2 size={13} aria-hidden />
        </Button>
      </div>
      {candidate &&
        (isNumericCandidate(candidate) ? (
          <RangeFields row={row} candidate={candidate} onChange={onChange} />
        ) : (
          <OptionFields row={row} candidate={candidate} onChange={onChange} />
        ))}
    </fieldset>
  )
}

type FieldsProps = Pick<AxisRowProps, 'row' | 'onChange'> & { readonly candidate: Candidate }

const ENDS = [
  { name: 'from', label: 'From' },
  { name: 'to', label: 'To' },
  { name: 'step', label: 'Step' },
] as const

function RangeFields({ row, candidate, onChange }: FieldsProps) {
  const { unit } = candidate.field
  return (
    <div className="grid grid-cols-3 gap-1.5">
      {ENDS.map(({ name, label }) => (
        <label key={name} className="grid gap-0.5 text-xs text-faint">
          <span className="truncate">
            {label}
            {unit ? ` (${unit})` : ''}
          </span>
          <input
            className="field"
            inputMode="decimal"
            autoComplete="off"
            aria-label={`${label} of ${row.place}`}
            value={row[name]}
            onChange={(event) => onChange({ ...row, [name]: event.target.value })}
          />
        </label>
      ))}
    </div>
  )
}

function OptionFields({ row, candidate, onChange }: FieldsProps) {
  const all = candidate.field.type === 'boolean' ? ['true', 'false'] : (candidate.field.options ?? [])
  const toggle = (option: string) =>
    onChange({ ...row, options: all.filter((one) => (one === option) !== row.options.includes(one)) })
  return (
    <div className="flex flex-wrap gap-x-3 gap-y-1 text-xs">
      {all.map((option) => (
        <label key={option} className="flex items-center gap-1.5">
          <input
            type="checkbox"
            className="accent-[var(--accent)]"
            checked={row.options.includes(option)}
            onChange={() => toggle(option)}
          />
          {option}
        </label>
      ))}
    </div>
  )
}
