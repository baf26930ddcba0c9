import { describe, expect, it } from 'vitest'
import { readAxis } from './sweep-axes'

describe('--vary', () => {
  it.each([
    ['spread.window=30:120:10', { from: 30, to: 120, step: 10 }],
    ['spread.window=.5:1e2:.25', { from: 0.5, to: 100, step: 0.25 }],
    ['spread.window=-2:2', { from: -2, to: 2, step: null }],
    ['spread.window=1,2.5,x', { values: [1, 2.5, 'x'] }],
    ['spread.window=true, false', { values: [true, false] }],
    ['spread.window=09:30:00x', { values: ['09:30:00x'] }],
    ['spread.window=a=b', { values: ['a=b'] }],
  ])('reads %s', (text, expected) => {
    expect(readAxis(text)).toEqual({ node: 'spread', param: 'window', ...expected })
  })

  it.each([
    ['window=1:2:1', 'write node.param=FROM:TO:STEP'],
    ['spread.window', 'write node.param=FROM:TO:STEP'],
    ['spread.window=', 'write node.param=FROM:TO:STEP'],
    ['spread.window=9:1:1', 'ends below its start'],
    ['spread.window=1:9:0', '--vary spread.window=1:9:0: '],
    ['spread.window=1:9:-1', '--vary spread.window=1:9:-1: '],
    ['spread.window=0:1e9:1', 'take a wider step'],
  ])('refuses %s in words', (text, words) => {
    expect(() => readAxis(text)).toThrow(words)
  })
})
