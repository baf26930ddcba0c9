/** What is wrong with a value from outside, in words: zod's own speak of types, a person of figures and units. */
import type { z } from 'zod'

type Issue = z.core.$ZodIssue

const figure = (value: number | bigint): string => value.toLocaleString('en-US', { maximumFractionDigits: 10 })

function sized(issue: Issue & { readonly code: 'too_small' | 'too_big' }, unit: string | undefined): string {
  const isLow = issue.code === 'too_small'
  const limit = isLow ? issue.minimum : issue.maximum
  if (issue.origin === 'string') {
    if (isLow && limit === 1) return 'Fill this in'
    return `${isLow ? 'At least' : 'At most'} ${figure(limit)} characters`
  }
  if (issue.origin === 'array') return `${isLow ? 'At least' : 'At most'} ${figure(limit)} entries`
  const of = `${figure(limit)}${unit ? ` ${unit}` : ''}`
  if (issue.inclusive === false) return `${isLow ? 'More than' : 'Less than'} ${of}`
  return `${isLow ? 'At least' : 'At most'} ${of}`
}

/** Types by their names in a file. */
const TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'an object',
  record: 'an object',
  string: 'a text',
  boolean: 'true or false',
}

/** One issue in words, in the unit of what it is about. */
export function issueWords(issue: Issue, unit?: string): string {
  if (issue.code === 'too_small' || issue.code === 'too_big') return sized(issue, unit)
  if (issue.code === 'not_multiple_of') return `A multiple of ${figure(issue.divisor)}`
  if (issue.code === 'unrecognized_keys') return `Nothing here is called ${issue.keys.join(', ')}: remove it`
  if (issue.code === 'invalid_value')
    return `Choose one of ${issue.values
      .filter((value) => typeof value !== 'object')
      .map(String)
      .join(', ')}`
  if (issue.code === 'invalid_type') {
    if (issue.expected === 'int') return 'A whole number'
    if (issue.expected === 'number') return 'Type a number'
    return `Must be ${TYPES[issue.expected] ?? issue.expected}`
  }
  return issue.message
}
