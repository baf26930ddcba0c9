import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../deploy/files.mjs'
import { playwrightFailures, vitestFailures } from './failures.mjs'

describe('failures of Vitest', () => {
  it('are told with file, name and message, without colours', () => {
    const report = {
      testResults: [
        {
          name: join(ROOT, 'engine/wire/frame.test.ts'),
          status: 'failed',
          assertionResults: [
            { fullName: 'a frame holds', status: 'passed', failureMessages: [] },
            {
              fullName: 'a frame ends',
              status: 'failed',
              failureMessages: ['\u001b[31mexpected 1 to be 2\u001b[39m\nat x.ts:3'],
            },
          ],
        },
      ],
    }
    expect(vitestFailures(report)).toEqual([
      'engine/wire/frame.test.ts › a frame ends\n    expected 1 to be 2\n    at x.ts:3',
    ])
  })

  it('are files too that did not load', () => {
    const file = {
      name: join(ROOT, 'nodes/a.test.ts'),
      status: 'failed',
      message: 'no such module',
      assertionResults: [],
    }
    expect(vitestFailures({ testResults: [file] })).toEqual(['nodes/a.test.ts\n    no such module'])
  })
})

describe('failures of Playwright', () => {
  const spec = (title, ok, message) => ({
    title,
    ok,
    file: 'tour.spec.ts',
    line: 7,
    tests: [{ results: [{ errors: message ? [{ message }] : [] }] }],
  })

  it('are found at any depth, and so are errors outside the tests', () => {
    const report = {
      suites: [{ specs: [spec('opens', true)], suites: [{ specs: [spec('ends', false, 'it did not')] }] }],
      errors: [{ message: 'the server did not start' }],
    }
    expect(playwrightFailures(report)).toEqual([
      'e2e/tour.spec.ts:7 › ends\n    it did not',
      'outside any test\n    the server did not start',
    ])
  })
})
