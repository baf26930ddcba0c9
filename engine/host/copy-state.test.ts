import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copyState } from './copy-state'

const states = fc.letrec<{ state: unknown }>((tie) => ({
  state: fc.oneof(
    { depthSize: 'small' },
    fc.double(),
    fc.bigInt(),
    fc.string(),
    fc.boolean(),
    fc.constantFrom(null, undefined),
    fc.float64Array(),
    fc.bigInt64Array(),
    fc.uint8Array(),
    fc.array(tie('state'), { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter((name) => name !== '__proto__'),
      tie('state'),
      { maxKeys: 4, noNullPrototype: true },
    ),
    fc.array(fc.tuple(fc.string(), tie('state')), { maxLength: 4 }).map((entries) => new Map(entries)),
    fc.array(fc.integer(), { maxLength: 4 }).map((values) => new Set(values)),
  ),
})).state

/** Changes every number of a tree that can be changed in place. */
function spoil(value: unknown): void {
  if (value instanceof Float64Array || value instanceof Uint8Array) value.fill(7)
  else if (value instanceof BigInt64Array) value.fill(7n)
  else if (value instanceof Map) for (const one of value.values()) spoil(one)
  else if (Array.isArray(value)) {
    for (const one of value) spoil(one)
    value.push('spoilt')
  } else if (value !== null && typeof value === 'object' && !(value instanceof Set))
    for (const one of Object.values(value)) spoil(one)
}

describe('a copy of a state', () => {
  it('is what a structured clone is', () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(copyState(state)).toStrictEqual(structuredClone(state))
      }),
    )
  })

  it('shares nothing with the state', () => {
    fc.assert(
      fc.property(states, (state) => {
        const copied = copyState(state)
        const kept = structuredClone(state)
        spoil(state)
        expect(copied).toStrictEqual(kept)
      }),
    )
  })

  it('is refused for what is no state', () => {
    expect(() => copyState({ at: [() => 1] })).toThrow('a function has no copy')
  })
})
