import { InvalidArgumentError } from 'commander'
import { describe, expect, it } from 'vitest'
import { countOf, days, share, unitsOf, wholeNumber } from './option-values'

describe('values of options', () => {
  it('reads what they are for', () => {
    expect([wholeNumber('-3'), countOf('1'), days('60d'), days('5'), share('0'), share('1e-3')]).toEqual([
      -3, 1, 60, 5, 0, 0.001,
    ])
  })

  it.each([
    ['a word', () => wholeNumber('abc')],
    ['a fraction for a whole number', () => wholeNumber('1.5')],
    ['more than a number can hold', () => wholeNumber('99999999999999999999')],
    ['no worker at all', () => countOf('0')],
    ['less than none', () => countOf('-2')],
    ['another unit', () => days('60x')],
    ['a tolerance that is no number', () => share('abc')],
    ['an empty tolerance', () => share('')],
    ['a tolerance below zero', () => share('-0.1')],
    ['lots of nothing', () => unitsOf('0')],
    ['endless lots', () => unitsOf('1e400')],
  ])('refuses %s', (_, read) => {
    expect(read).toThrow(InvalidArgumentError)
  })
})
