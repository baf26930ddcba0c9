/** Which problems keep a drawing from being saved, imported or started. */
import type { Problem } from '../../engine/sdk'

/** A drawing that is only not finished, or waits for data: may be imported, and saved anyway. */
const UNFINISHED = new Set([
  'INPUT_NOT_LINKED',
  'EMPTY',
  'NO_SOURCE',
  'UNKNOWN_DATASET',
  'UNKNOWN_INSTRUMENT',
  'INSTRUMENT_CLASH',
])

/** What a person may leave for later while drawing, beside the unfinished. */
const REPAIRABLE = new Set([
  ...UNFINISHED,
  'BAD_PARAM',
  'UNKNOWN_KIND',
  'UNKNOWN_VERSION',
  'LOOP',
  'BAD_SUBGRAPH',
  'PASSES_THROUGH',
  'PORT_OUTSIDE',
])

const isError = (problem: Problem) => problem.severity === 'error'

/**
 * Errors of a draft's shape, or of links that may not be drawn. What is wrong inside of a subgraph may come of an edit
 * outside of it as well: that, too, may wait.
 */
export const againstSaving = (problems: readonly Problem[]): Problem[] =>
  problems.filter((problem) => isError(problem) && !REPAIRABLE.has(problem.code) && !problem.inside)

/** Everything wrong with a file from elsewhere, but that it is unfinished. */
export const againstImporting = (problems: readonly Problem[]): Problem[] =>
  problems.filter((problem) => isError(problem) && !UNFINISHED.has(problem.code))

export const againstStarting = (problems: readonly Problem[]): Problem[] => problems.filter(isError)
