/** What is wrong with a parameter, in words: zod's own speak of types, a person of figures and units. */
import type { z } from 'zod'
import type { NodeManifest, TopologyNode } from '../../../engine/sdk'
import { findManifest } from '../drawing-kinds'
import { fieldsOf, type ParamField } from '../kinds'

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

/** One issue about one field. */
export function wordsOf(issue: Issue, field: ParamField | undefined): string {
  if (issue.code === 'too_small' || issue.code === 'too_big') return sized(issue, field?.unit)
  if (issue.code === 'not_multiple_of') return `A multiple of ${figure(issue.divisor)}`
  if (issue.code === 'invalid_value')
    return `Choose one of ${issue.values
      .filter((value) => typeof value !== 'object')
      .map(String)
      .join(', ')}`
  if (issue.code === 'invalid_type') {
    if (issue.expected === 'int') return 'A whole number'
    if (issue.expected === 'number') return 'Type a number'
    return `Must be ${issue.expected === 'array' ? 'a list' : `a ${issue.expected}`}`
  }
  return issue.message
}

/** The first thing wrong with each parameter, by its name. */
export function fieldErrors(manifest: NodeManifest, node: TopologyNode): Readonly<Record<string, string>> {
  const parsed = manifest.params.safeParse(node.params)
  if (parsed.success) return {}
  const fields = new Map(fieldsOf(manifest).map((field) => [field.name, field]))
  const errors: Record<string, string> = {}
  for (const issue of parsed.error.issues) {
    const name = String(issue.path[0] ?? '')
    errors[name] ??= wordsOf(issue, fields.get(name))
  }
  return errors
}

/** All that is wrong with params, line by line: `period: At least 2 bars`. */
export function paramsWords(kind: string, params: Readonly<Record<string, unknown>>): string[] {
  const manifest = findManifest(kind)
  if (!manifest) return []
  const unknown = Object.keys(params).filter((name) => !Object.hasOwn(manifest.params.shape, name))
  const errors = fieldErrors(manifest, { id: '', kind, version: manifest.version, label: '', params: { ...params } })
  return [
    ...unknown.map((name) => `${name}: ${manifest.label} has no such parameter`),
    ...Object.entries(errors).map(([name, words]) => `${name}: ${words}`),
  ]
}
