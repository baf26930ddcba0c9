import { describe, expect, it } from 'vitest'
import { chordOf, type KeyPress, shownChord } from './chord'

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
})

describe('chordOf', () => {
  it('names modifiers in one order, and a letter without regard to case', () => {
    expect(chordOf(press('Z', { ctrlKey: true, shiftKey: true }))).toBe('Mod+Shift+Z')
    expect(chordOf(press('z', { metaKey: true }))).toBe('Mod+Z')
    expect(chordOf(press('ArrowUp', { altKey: true }))).toBe('Alt+ArrowUp')
  })

  it('names a sign by itself, whatever had to be held to write it', () => {
    expect(chordOf(press('?', { shiftKey: true }))).toBe('?')
    expect(chordOf(press('+', { shiftKey: true }))).toBe('+')
  })

  it('goes by the place of the key where Alt or another script writes another letter', () => {
    expect(chordOf(press('ß', { altKey: true, code: 'KeyS' }))).toBe('Alt+S')
    expect(chordOf(press('я', { ctrlKey: true, code: 'KeyZ' }))).toBe('Mod+Z')
  })

  it('has no chord for a modifier alone', () => {
    expect(chordOf(press('Shift', { shiftKey: true }))).toBeNull()
  })
})

describe('shownChord', () => {
  it('writes chords and sequences as people do', () => {
    expect(shownChord('Mod+Shift+Z')).toBe('Ctrl Shift Z')
    expect(shownChord('Alt+S U')).toBe('Alt S, U')
    expect(shownChord('+')).toBe('+')
  })
})
