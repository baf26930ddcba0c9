import { expect, it } from 'vitest'
import { FlattenWait } from './flatten-wait'
import { FLATTEN_MS_MAX, RETURN_TO_FLATTEN_MS_MAX } from './limits'

it('counts the time for closing from when all that it takes is there', () => {
  const wait = new FlattenWait(1_000)
  expect(wait.leftMs(false, 1_000)).toBe(RETURN_TO_FLATTEN_MS_MAX)
  expect(wait.leftMs(false, 21_000)).toBe(RETURN_TO_FLATTEN_MS_MAX - 20_000)
  expect(wait.leftMs(true, 31_000)).toBe(FLATTEN_MS_MAX)
  expect(wait.leftMs(true, 34_000)).toBe(FLATTEN_MS_MAX - 3_000)
  expect(wait.leftMs(true, 31_000 + FLATTEN_MS_MAX)).toBe(0)
})

it('begins anew after a death in between, but does not wait for ever for what keeps dying', () => {
  const wait = new FlattenWait(0)
  expect(wait.leftMs(true, 0)).toBe(FLATTEN_MS_MAX)
  expect(wait.leftMs(false, 3_000)).toBe(RETURN_TO_FLATTEN_MS_MAX - 3_000)
  expect(wait.leftMs(true, 4_000)).toBe(FLATTEN_MS_MAX)
  expect(wait.leftMs(false, RETURN_TO_FLATTEN_MS_MAX)).toBe(0)
})
