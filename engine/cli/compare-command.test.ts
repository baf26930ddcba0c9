import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { compareRuns } from './compare-command'

const dir = mkdtempSync(join(tmpdir(), 'patchbay-compare-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

describe('compare', () => {
  it.each(['{', 'null', '{"statistics": 3}'])('names a report that is none: %s', async (text) => {
    writeFileSync(join(dir, 'report.json'), text)
    await expect(compareRuns([dir])).rejects.toThrow(`${join(dir, 'report.json')}: this is not a report of Patchbay`)
  })
})
