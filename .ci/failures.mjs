// What failed, gathered from the reports of Vitest and Playwright, so that the end of a long log says it by itself.
import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { ROOT } from '../deploy/files.mjs'

/** Lines of a message that are shown: enough for what was expected, what came and where. */
const MESSAGE_LINES = 25

const worded = (name, messages) => {
  const text = stripVTControlCharacters(messages.filter(Boolean).join('\n')).trim()
  const lines = text.split('\n').slice(0, MESSAGE_LINES)
  return [name, ...lines.map((line) => `    ${line}`)].join('\n')
}

/** Vitest's JSON report: its failed tests, and the files that did not load. */
export function vitestFailures(report) {
  return report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const path = relative(ROOT, name)
    const failed = assertionResults.filter((test) => test.status === 'failed')
    if (status === 'failed' && !failed.length) return [worded(path, [message])]
    return failed.map((test) => worded(`${path} › ${test.fullName}`, test.failureMessages))
  })
}

const specsOf = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)]

/** Playwright's JSON report: its tests that did not do as expected, and errors that belong to no test. */
export function playwrightFailures(report) {
  const failed = report.suites.flatMap(specsOf).filter((spec) => !spec.ok)
  const tests = failed.map((spec) => {
    const errors = spec.tests.flatMap(({ results }) => results.flatMap((result) => result.errors ?? []))
    return worded(
      `e2e/${spec.file}:${spec.line} › ${spec.title}`,
      errors.map((error) => error.message),
    )
  })
  const outside = (report.errors ?? []).map((error) => worded('outside any test', [error.message]))
  return [...tests, ...outside]
}
