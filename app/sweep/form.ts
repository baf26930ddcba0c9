/** What is typed into the form of a sweep, and the spec it makes. */
import {
  combinations,
  goalOf,
  SWEEP_TRIALS_MAX,
  type SweepAxis,
  type SweepMethod,
  type SweepSpec,
  sweepAxis,
  sweepSpec,
  type Topology,
} from '../../engine/sdk'
import { findManifest } from '../canvas/drawing-kinds'
import { fieldsOf, type ParamField, parsedParams, titleOf } from '../canvas/kinds'

/** A parameter that may be varied. */
export interface Candidate {
  /** `node.param`. */
  readonly place: string
  readonly node: string
  readonly nodeTitle: string
  readonly field: ParamField
  /** As the drawing has it. */
  readonly value: unknown
}

const VARIED: ReadonlySet<ParamField['type']> = new Set(['number', 'integer', 'enum', 'boolean'])

/** All that can be varied in a drawing, node by node. */
export function candidatesOf(topology: Topology): Candidate[] {
  return topology.nodes.flatMap((node) => {
    const manifest = findManifest(node.kind)
    if (!manifest) return []
    const params = parsedParams(manifest, node) ?? node.params
    return fieldsOf(manifest)
      .filter(({ type }) => VARIED.has(type))
      .map((field) => ({
        place: `${node.id}.${field.name}`,
        node: node.id,
        nodeTitle: titleOf(node),
        field,
        value: params[field.name] ?? field.default,
      }))
  })
}

/** One line of the form, as typed. */
export interface AxisRow {
  readonly key: number
  readonly place: string
  readonly from: string
  readonly to: string
  readonly step: string
  /** For options: those that are tried. */
  readonly options: readonly string[]
}

const isNumeric = ({ type }: ParamField) => type === 'number' || type === 'integer'
export const isNumericCandidate = ({ field }: Candidate) => isNumeric(field)

const STEPS_SUGGESTED = 6

/** Steps of 1, 2 or 5 times a power of ten. */
function niceStep(span: number): number {
  const raw = span / STEPS_SUGGESTED
  const power = 10 ** Math.floor(Math.log10(raw))
  const times = [1, 2, 5, 10].find((one) => one * power >= raw * 0.999) ?? 10
  return Number((times * power).toPrecision(6))
}

/** A line for a parameter, with a range around its present value. */
export function rowFor({ place, field, value }: Candidate, key: number): AxisRow {
  const options = field.type === 'boolean' ? ['true', 'false'] : (field.options ?? [])
  if (!isNumeric(field)) return { key, place, from: '', to: '', step: '', options }
  const now = typeof value === 'number' ? value : (field.min ?? 0)
  const span = Math.abs(now) || (field.step ?? 1) * STEPS_SUGGESTED
  const step = field.type === 'integer' ? Math.max(1, Math.round(niceStep(span))) : niceStep(span)
  const low = Math.floor((now - span / 2) / step) * step
  const from = Math.max(low, field.min === undefined ? low : Math.ceil(field.min / step) * step)
  const to = Math.min(from + STEPS_SUGGESTED * step, field.max ?? Number.POSITIVE_INFINITY)
  const text = (number: number) => String(Number(number.toPrecision(10)))
  return { key, place, from: text(from), to: text(to), step: text(step), options }
}

export interface SweepForm {
  readonly rows: readonly AxisRow[]
  readonly method: SweepMethod
  readonly trials: string
  readonly objective: string
  readonly seed: string
  readonly walkForward: boolean
  readonly windows: string
  readonly inDays: string
  readonly outDays: string
  readonly anchored: boolean
}

export const EMPTY_FORM: SweepForm = {
  rows: [],
  method: 'grid',
  trials: '100',
  objective: 'sharpe',
  seed: '1',
  walkForward: false,
  windows: '5',
  inDays: '',
  outDays: '',
  anchored: false,
}

/** The form that makes a spec. */
export function formOf(spec: SweepSpec, candidates: readonly Candidate[]): SweepForm {
  const text = (value: number | null | undefined) => (value === null || value === undefined ? '' : String(value))
  const rows = spec.axes.flatMap((axis, key): AxisRow[] => {
    const place = `${axis.node}.${axis.param}`
    if (!candidates.some((one) => one.place === place)) return []
    if ('values' in axis) return [{ key, place, from: '', to: '', step: '', options: axis.values.map(String) }]
    return [{ key, place, from: text(axis.from), to: text(axis.to), step: text(axis.step), options: [] }]
  })
  const { method, objective, walkForward } = spec
  return {
    rows,
    method,
    objective,
    trials: text(spec.trials ?? 100),
    seed: text(spec.seed),
    walkForward: walkForward !== null,
    windows: walkForward ? text(walkForward.windows) : EMPTY_FORM.windows,
    inDays: text(walkForward?.inDays),
    outDays: text(walkForward?.outDays),
    anchored: walkForward?.anchored ?? false,
  }
}

export type ReadForm =
  | { readonly ok: true; readonly spec: SweepSpec; readonly trials: number }
  | { readonly ok: false; readonly message: string; readonly row: number | null }

const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text.replace(',', '.')))
const wholeOrNull = (text: string): number | null => (text.trim() === '' ? null : numberOf(text))

/** The spec that a form makes, or the first thing that is wrong with it. */
export function readForm(form: SweepForm, candidates: readonly Candidate[]): ReadForm {
  const refuse = (message: string, row: number | null = null): ReadForm => ({ ok: false, message, row })
  if (form.rows.length === 0) return refuse('Choose a parameter to vary')
  const axes: SweepAxis[] = []
  for (const row of form.rows) {
    const candidate = candidates.find(({ place }) => place === row.place)
    if (!candidate) return refuse(`${row.place}: the drawing has no such parameter any more`, row.key)
    const axis = readAxis(row, candidate)
    if (typeof axis === 'string') return refuse(`${row.place}: ${axis}`, row.key)
    axes.push(axis)
  }
  const walkForward = form.walkForward
    ? {
        windows: wholeOrNull(form.windows),
        inDays: wholeOrNull(form.inDays),
        outDays: wholeOrNull(form.outDays),
        anchored: form.anchored,
      }
    : null
  const parsed = sweepSpec.safeParse({
    method: form.method,
    axes,
    objective: form.objective,
    goal: goalOf(form.objective),
    trials: form.method === 'grid' ? null : numberOf(form.trials),
    seed: numberOf(form.seed),
    walkForward,
  })
  if (!parsed.success) return refuse(issueWords(parsed.error.issues[0]))
  const size = combinations(axes)
  if (form.method === 'grid' && size > SWEEP_TRIALS_MAX)
    return refuse(`${size.toLocaleString('en-US')} combinations are too many: take wider steps, or another method`)
  const each = form.method === 'grid' ? size : Math.min(size, parsed.data.trials ?? size)
  return { ok: true, spec: parsed.data, trials: each }
}

function issueWords(issue: { path: PropertyKey[]; message: string } | undefined): string {
  return issue ? `${issue.path.map(String).join('.')}: ${issue.message}` : 'This is not a sweep'
}

/** An axis, or what is wrong with it. */
function readAxis(row: AxisRow, { node, field }: Candidate): SweepAxis | string {
  const place = { node, param: field.name }
  if (!isNumeric(field)) {
    const values = row.options.map((option) => (field.type === 'boolean' ? option === 'true' : option))
    return values.length > 0 ? { ...place, values } : 'tick at least one option'
  }
  const [from, to, step] = [numberOf(row.from), numberOf(row.to), numberOf(row.step)]
  if (Number.isNaN(from) || Number.isNaN(to) || Number.isNaN(step)) return 'from, to and step are numbers'
  if (step <= 0) return 'the step is above zero'
  if (field.type === 'integer' && ![from, to, step].every(Number.isInteger)) return 'takes whole numbers only'
  if (field.min !== undefined && from < field.min) return `is ${field.min} at least`
  if (field.max !== undefined && to > field.max) return `is ${field.max} at most`
  if (from > to) return 'ends below its start: write the smaller number first'
  const parsed = sweepAxis.safeParse({ ...place, from, to, step })
  return parsed.success ? parsed.data : 'has too many values: take a wider step'
}
