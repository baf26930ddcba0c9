import { describe, expect, it } from 'vitest'
import { afterKey } from './early-keys'

const key = (key: string, held: { ctrlKey?: boolean } = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
})

describe('what is typed before its field is there', () => {
  it('is kept letter by letter, and taken back', () => {
    const text = ['e', 'm', 'x', 'Backspace', 'a', ' ', 'é'].reduce((text, one) => afterKey(text, key(one)), '')
    expect(text).toBe('ema é')
  })

  it('holds no keys that write nothing', () => {
    const keys = [key('Shift'), key('ArrowDown'), key('Enter'), key('a', { ctrlKey: true })]
    expect(keys.reduce(afterKey, 'ema')).toBe('ema')
  })
})
