/**
 * Chords: keys pressed together, as text. `Mod` is Ctrl, or Cmd on a Mac; then `Alt`, `Shift`, and the key, e.g.
 * `Mod+Shift+Z`, `Alt+ArrowUp`, `?`. A sign that Shift writes is named by itself, without Shift. A sequence is chords
 * with a space between them.
 */

/** The parts of a keyboard event that a chord is made of. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

const MODIFIERS: readonly string[] = ['Control', 'Meta', 'Alt', 'AltGraph', 'Shift', 'CapsLock', 'Dead']

/** With Alt held a Mac writes other letters, and other scripts have letters of their own: then the key's place counts. */
function keyOf({ key, code, altKey }: KeyPress): string {
  const isForeign = key.length === 1 && key.charCodeAt(0) > 126
  if (altKey || isForeign) {
    const letter = /^(?:Key([A-Z])|Digit(\d))$/.exec(code)
    if (letter) return letter[1] ?? letter[2] ?? key
  }
  if (key === ' ') return 'Space'
  return key.length === 1 ? key.toUpperCase() : key
}

/** The chord of a key press; null for a modifier alone. */
export function chordOf(press: KeyPress): string | null {
  if (MODIFIERS.includes(press.key)) return null
  const key = keyOf(press)
  const isSign = key.length === 1 && !/[A-Z0-9]/.test(key)
  const parts = [
    (press.ctrlKey || press.metaKey) && 'Mod',
    press.altKey && 'Alt',
    press.shiftKey && !isSign && 'Shift',
    key,
  ]
  return parts.filter(Boolean).join('+')
}

const SHOWN: Readonly<Record<string, string>> = {
  Mod: 'Ctrl',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  '-': '−',
}

const isMac = (): boolean => typeof navigator !== 'undefined' && /Mac|iP(?:hone|ad)/.test(navigator.userAgent)

/** A chord or sequence as people write it: `Ctrl Shift Z`, `Alt S, U`. */
export function shownChord(keys: string): string {
  const shown = (part: string) => (part === 'Mod' && isMac() ? 'Cmd' : (SHOWN[part] ?? part))
  return keys
    .split(' ')
    .map((chord) => (chord === '+' ? '+' : chord.split('+').map(shown).join(' ')))
    .join(', ')
}

/** As `aria-keyshortcuts` wants it. */
export const ariaChord = (keys: string): string => keys.replaceAll('Mod', isMac() ? 'Meta' : 'Control')
