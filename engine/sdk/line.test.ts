import { describe, expect, it } from 'vitest'
import { asLine, isReadable, nameOf } from './line'

describe('a name', () => {
  it('is left as it is where it is one line', () => {
    for (const text of ['EMA cross', 'שלום', '😀 <b>', 'a\u200db']) {
      expect(asLine(text, 200)).toBe(text)
      expect(nameOf(200).parse(text)).toBe(text)
    }
  })

  it('loses what is no part of a line, and is taken then', () => {
    expect(asLine('two\nlines\tand \u202egnp.exe\u0000', 200)).toBe('two lines and gnp.exe')
    // Cut in the middle of a character: the half that is left is no text.
    expect(asLine('ab😀', 3)).toBe('ab')
    expect(nameOf(200).safeParse('a\u202eb').success).toBe(false)
  })

  it('has something in it to be seen', () => {
    expect([isReadable('\u200b \ufeff'), isReadable(' x ')]).toEqual([false, true])
    expect(nameOf(200).safeParse('\u200b').success).toBe(false)
  })
})
