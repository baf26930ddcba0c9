import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileCondition, type Field } from './expression'

interface Row {
  readonly z: number
  readonly close: number
  readonly side: number
}
const scope = new Map<string, Field<Row>>([
  ['z', { read: (row) => row.z }],
  ['close', { read: (row) => row.close }],
  ['side', { read: (row) => row.side, word: (text) => ({ buy: 1, sell: -1 })[text] }],
])
const row: Row = { z: -2.5, close: 40, side: 1 }

const holds = (source: string, event: Row = row): boolean => {
  const compiled = compileCondition(source, scope)
  if (!compiled.ok) throw new Error(compiled.message)
  return compiled.holds(event)
}
const wrong = (source: string): string => {
  const compiled = compileCondition(source, scope)
  return compiled.ok ? 'it was taken' : compiled.message
}

describe('conditions', () => {
  it.each([
    ['z < -2', true],
    ['z > 2', false],
    ['abs(z) >= 2 and close < 50', true],
    ['abs(z) >= 2 && close < 30', false],
    ['z > 2 or close = 40', true],
    ['not z > 2', true],
    ['!(close == 40)', false],
    ['close != 40 || side = "buy"', true],
    ["'sell' == side", false],
    ['1 + 2 * 3 == 7', true],
    ['(1 + 2) * 3 == 9', true],
    ['-z * 2 == 5', true],
    ['7 % 4 == 3 and 8 / 4 / 2 == 1 and 5 - 2 - 1 == 2', true],
    ['min(z, close, 0) == z and max(1, 2) == 2', true],
    ['1e3 == 1000 and .5 == 0.5', true],
    ['', true],
    ['   ', true],
  ])('%s', (source, expected) => expect(holds(source)).toBe(expected))

  it('and binds closer than or, not closer than and', () => {
    expect(holds('1 = 1 or 1 = 1 and 1 = 2')).toBe(true)
    expect(holds('not 1 = 2 and 1 = 2')).toBe(false)
  })

  it('is false of a number that is not ready, whichever way it is compared', () => {
    for (const sign of ['>', '>=', '<', '<=', '=', '!='])
      expect(holds(`z ${sign} 2`, { ...row, z: Number.NaN })).toBe(false)
  })

  it.each([
    ['zz > 2', 'column 1: there is no "zz" on this port; it has z, close, side'],
    ['z >', 'column 4: a number or a name is missing before the end'],
    ['z > 2)', 'column 6: ")" does not belong here'],
    ['(z > 2', 'column 7: ")" is missing for the "(" of column 1'],
    ['z', 'column 1: compare this with something, as in "z > 2"'],
    ['z > 2 and 3', 'column 11: compare this with something, as in "z > 2"'],
    ['1 < z < 3', 'column 7: compare two at a time, and join them by "and"'],
    ['(z > 2) + 1 > 0', 'column 2: a condition is no number'],
    ['side = "both"', 'column 8: there is no "both" here'],
    ['z = "buy"', 'column 5: "buy" is a text, and what it is compared with is none'],
    ['pow(z) > 1', 'column 1: there is no function "pow"; there are'],
    ['abs(z, 1) > 1', 'column 1: abs takes one number'],
    ['z > 2; 1', 'column 6: ";" is not understood here'],
    ['z.constructor > 1', 'column 2: "." is not understood here'],
  ])('%s is refused with its place', (source, message) => expect(wrong(source)).toContain(message))

  it('knows none of the names that every object has', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'globalThis', 'process']) {
      expect(wrong(`${name} > 1`)).toContain(`there is no "${name}"`)
      expect(wrong(`${name}(1) > 1`)).toContain(`there is no function "${name}"`)
    }
  })

  it('says what is wrong with any text whatever, and never throws', () => {
    const part = fc.constantFrom(
      'z',
      'close',
      'side',
      '2',
      '(',
      ')',
      'and',
      'or',
      'not',
      '>',
      '<=',
      '+',
      '-',
      '"buy"',
      'abs',
      ',',
      '#',
      ' ',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(part, { maxLength: 12 }).map((parts) => parts.join(' ')),
        ),
        (source) => {
          const compiled = compileCondition(source, scope)
          if (compiled.ok) expect(typeof compiled.holds(row)).toBe('boolean')
          else expect(compiled.message).toMatch(/^column \d+: /)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('reckons as JavaScript does', () => {
    const number = fc.integer({ min: 1, max: 99 }).map(String)
    const { expression } = fc.letrec<{ expression: string }>((tie) => ({
      expression: fc.oneof(
        { maxDepth: 4 },
        number,
        fc
          .tuple(tie('expression'), fc.constantFrom('+', '-', '*', '/'), tie('expression'))
          .map((parts) => parts.join(' ')),
        tie('expression').map((inner) => `(${inner})`),
        tie('expression').map((inner) => `-(${inner})`),
      ),
    }))
    fc.assert(
      fc.property(expression, (text) => {
        const value = Number(Function(`return ${text}`)())
        fc.pre(Number.isFinite(value))
        const probe = new Map<string, Field<number>>([['expected', { read: (event) => event }]])
        const compiled = compileCondition(`${text} = expected`, probe)
        expect(compiled.ok && compiled.holds(value)).toBe(true)
      }),
    )
  })
})
