import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fileWords, isFileError } from './file-words'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pbf-'))
})
afterEach(() => {
  rmSync(dir, { recursive: true, force: true })
})

/** What an act on a file throws. */
function thrown(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

describe('errors of files', () => {
  it.each([
    ['missing', () => readFileSync(join(dir, 'none')), /none: there is no such file$/],
    ['a folder for a file', () => readFileSync(dir), /: this is a folder, not a file$/],
    [
      'a file for a folder',
      () => writeFileSync(join(dir, 'file', 'x'), ''),
      /a part of this path is a file, not a folder/,
    ],
  ])('%s is said in words, with the path', (_what, act, words) => {
    writeFileSync(join(dir, 'file'), '')
    const error = thrown(act)
    if (!isFileError(error)) {
      // Reading a folder names no path: the words then are given the one that was asked for.
      expect(fileWords(dir, error as NodeJS.ErrnoException)).toMatch(words)
      return
    }
    expect(fileWords(error.path, error)).toMatch(words)
  })

  it.skipIf(process.getuid?.() === 0)('one that is not allowed', () => {
    const path = join(dir, 'shut')
    writeFileSync(path, '')
    chmodSync(path, 0o000)
    expect(fileWords(path, thrown(() => readFileSync(path)) as NodeJS.ErrnoException)).toMatch(/read or written by you/)
  })

  it('leaves what it has no words for as it is, and takes no other error for one of a file', () => {
    expect(fileWords('a', Object.assign(new Error('too many links'), { code: 'EMLINK' }))).toBe('a: too many links')
    expect(isFileError(new Error('of its own'))).toBe(false)
    expect(isFileError(Object.assign(new Error('connect'), { code: 'ECONNREFUSED', path: '/x' }))).toBe(false)
  })
})
