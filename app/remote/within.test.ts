import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ANSWER_MS_MAX, NoAnswer, within } from './within'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('hands on an answer and a failure', async () => {
  await expect(within(Promise.resolve(7))).resolves.toBe(7)
  await expect(within(Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(vi.getTimerCount()).toBe(0)
})

it('says so when none comes', async () => {
  const asked = within(new Promise<never>(() => undefined))
  const outcome = expect(asked).rejects.toThrow(NoAnswer)
  await vi.advanceTimersByTimeAsync(ANSWER_MS_MAX)
  await outcome
})
