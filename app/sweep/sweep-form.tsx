'use client'
import { Play, Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { STATISTICS, SWEEP_METHODS, type SweepMethod, statisticName } from '../../engine/sdk'
import { Button } from '../ui/button'
import { formatCount } from '../ui/format'
import { AxisFields } from './axis-row'
import { type AxisRow, type Candidate, isNumericCandidate, type ReadForm, rowFor, type SweepForm } from './form'

const METHOD_WORDS: Readonly<Record<SweepMethod, string>> = {
  grid: 'Grid (all)',
  random: 'Random',
  bayesian: 'Bayesian',
}

const METHOD_HELP: Readonly<Record<SweepMethod, string>> = {
  grid: 'All combinations',
  random: 'Some combinations by chance',
  bayesian: 'Each trial where the ones before it promise most',
}

const OBJECTIVES = STATISTICS.filter(({ id }) => statisticName.safeParse(id).success)

interface SweepFormProps {
  readonly form: SweepForm
  readonly candidates: readonly Candidate[]
  readonly read: ReadForm
  readonly isBusy: boolean
  readonly onChange: (form: SweepForm) => void
  readonly onStart: () => void
}

function Field({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is handed in.
    <label className="grid gap-0.5 text-xs text-faint">
      {label}
      {children}
    </label>
  )
}

/** What is varied, how it is searched, and what counts as good. */
export function SweepFormPanel({ form, candidates, read, isBusy, onChange, onStart }: SweepFormProps) {
  const change = (part: Partial<SweepForm>) => onChange({ ...form, ...part })
  const taken = new Set(form.rows.map(({ place }) => place))
  const free = candidates.find((one) => !taken.has(one.place) && isNumericCandidate(one))
  const setRow = (row: AxisRow) => change({ rows: form.rows.map((one) => (one.key === row.key ? row : one)) })
  const add = () => {
    const key = Math.max(0, ...form.rows.map((row) => row.key)) + 1
    if (free) change({ rows: [...form.rows, rowFor(free, key)] })
  }
  return (
    <form
      className="grid content-start gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (read.ok) onStart()
      }}
    >
      <div className="grid gap-2">
        {form.rows.map((row) => (
          <AxisFields
            key={row.key}
            row={row}
            candidates={candidates}
            taken={taken}
            isWrong={!read.ok && read.row === row.key}
            onChange={setRow}
            onRemove={() => change({ rows: form.rows.filter(({ key }) => key !== row.key) })}
          />
        ))}
        <Button onClick={add} disabled={!free}>
          <Plus size={13} aria-hidden />
          Vary a parameter
        </Button>
      </div>
      <div className="grid grid-cols-2 gap-2">
        <Field label="Method">
          <select
            className="field"
            title={METHOD_HELP[form.method]}
            value={form.method}
            onChange={(event) => change({ method: event.target.value as SweepMethod })}
          >
            {SWEEP_METHODS.map((method) => (
              <option key={method} value={method}>
                {METHOD_WORDS[method]}
              </option>
            ))}
          </select>
        </Field>
        <Field label="Objective">
          <select
            className="field"
            value={form.objective}
            onChange={(event) => change({ objective: event.target.value })}
          >
            {OBJECTIVES.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </Field>
        {form.method !== 'grid' && (
          <Field label="Trials">
            <input
              className="field"
              inputMode="numeric"
              value={form.trials}
              onChange={(event) => change({ trials: event.target.value })}
            />
          </Field>
        )}
        <Field label="Seed">
          <input
            className="field"
            inputMode="numeric"
            value={form.seed}
            onChange={(event) => change({ seed: event.target.value })}
          />
        </Field>
      </div>
      <WalkForwardFields form={form} change={change} />
      <div className="flex items-center gap-2">
        <Button type="submit" tone="primary" disabled={!read.ok || isBusy}>
          <Play size={13} aria-hidden />
          {form.walkForward ? 'Start the walk-forward' : 'Start the sweep'}
        </Button>
        <p className={`min-w-0 flex-1 text-xs ${read.ok ? 'text-faint' : 'text-warn'}`} role="status">
          {read.ok ? `${formatCount(read.trials)} backtests${form.walkForward ? ' a window' : ''}` : read.message}
        </p>
      </div>
    </form>
  )
}

interface WalkForwardFieldsProps {
  readonly form: SweepForm
  readonly change: (part: Partial<SweepForm>) => void
}

const WINDOW_FIELDS = [
  { name: 'windows', label: 'Windows', placeholder: 'as fit' },
  { name: 'inDays', label: 'Days in sample', placeholder: '3 × out' },
  { name: 'outDays', label: 'Days out', placeholder: 'as fit' },
] as const

function WalkForwardFields({ form, change }: WalkForwardFieldsProps) {
  return (
    <fieldset className="grid gap-2 rounded-sm border border-line p-2">
      <label className="flex items-center gap-1.5 text-sm">
        <input
          type="checkbox"
          className="accent-[var(--accent)]"
          checked={form.walkForward}
          onChange={(event) => change({ walkForward: event.target.checked })}
        />
        Walk forward
      </label>
      <p className="text-xs text-faint">
        Chooses the parameters on one stretch of the data, tries them on the days after it, and moves on.
      </p>
      {form.walkForward && (
        <>
          <div className="grid grid-cols-3 gap-1.5">
            {WINDOW_FIELDS.map(({ name, label, placeholder }) => (
              <Field key={name} label={label}>
                <input
                  className="field"
                  inputMode="numeric"
                  placeholder={placeholder}
                  value={form[name]}
                  onChange={(event) => change({ [name]: event.target.value })}
                />
              </Field>
            ))}
          </div>
          <label className="flex items-center gap-1.5 text-xs text-muted">
            <input
              type="checkbox"
              className="accent-[var(--accent)]"
              checked={form.anchored}
              onChange={(event) => change({ anchored: event.target.checked })}
            />
            Anchored: every stretch begins with the data
          </label>
        </>
      )}
    </fieldset>
  )
}
