import type { z } from 'zod'
import { issueWords, type SweepAxis, type SweepValue, sweepAxis } from '../sdk'
import { CommandError } from './topology-file'

const NUMBER = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?`
const RANGE = new RegExp(`^(${NUMBER}):(${NUMBER})(?::(${NUMBER}))?$`)

/** An axis of `--vary node.param=FROM:TO:STEP`, `=FROM:TO` or `=a,b,c`. @throws CommandError saying how it is written. */
export function readAxis(text: string): SweepAxis {
  const match = /^([^.=]+)\.([^=]+)=(.+)$/s.exec(text)
  if (!match)
    throw new CommandError(`--vary ${text}: write node.param=FROM:TO:STEP, such as spread.window=30:120:10, or =a,b,c`)
  const [, node = '', param = '', values = ''] = match
  const parsed = sweepAxis.safeParse({ node, param, ...readValues(values) })
  if (!parsed.success) throw new CommandError(`--vary ${text}: ${firstIssue(parsed.error)}`)
  return parsed.data
}

function readValues(text: string) {
  const range = RANGE.exec(text)
  if (!range) return { values: text.split(',').map((part) => readValue(part.trim())) }
  const [, from, to, step] = range
  return { from: Number(from), to: Number(to), step: step === undefined ? null : Number(step) }
}

function readValue(text: string): SweepValue {
  if (text === 'true' || text === 'false') return text === 'true'
  return new RegExp(`^${NUMBER}$`).test(text) ? Number(text) : text
}

/** Both shapes of an axis are tried: the issue that lies deepest is about the one that was meant. */
function firstIssue(error: z.ZodError): string {
  const all = error.issues.flatMap((issue) => (issue.code === 'invalid_union' ? issue.errors.flat() : [issue]))
  const own = all.find(({ code }) => code !== 'invalid_type' && code !== 'unrecognized_keys') ?? all[0]
  if (own === undefined) return 'this is not a range or a list'
  const field = own.path.at(-1)
  // What a check of our own says is a sentence; the schema's own words are about a field.
  return own.code === 'custom' ? own.message : `${field === undefined ? '' : `${String(field)}: `}${issueWords(own)}`
}
