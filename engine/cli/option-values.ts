/** What the options of a command take. What they refuse is told with the option's name. */
import { InvalidArgumentError } from 'commander'

/** A whole number. */
export function wholeNumber(text: string): number {
  const value = Number(text)
  if (/^[-+]?\d+$/.test(text) && Number.isSafeInteger(value)) return value
  throw new InvalidArgumentError(`Write a whole number up to ${Number.MAX_SAFE_INTEGER}.`)
}

/** How many: a whole number, at least 1. */
export function countOf(text: string): number {
  const value = wholeNumber(text)
  if (value >= 1) return value
  throw new InvalidArgumentError('Write 1 or more.')
}

/** So many days: `60` or `60d`. */
export const days = (text: string): number => countOf(text.replace(/d$/, ''))

/** A fraction, 0 or more. */
export function share(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value
  throw new InvalidArgumentError('Write a fraction such as 0.001, which is 0.1 %.')
}

/** A number of units above 0, whole or not. */
export function unitsOf(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value
  throw new InvalidArgumentError('Write a number of units above 0, such as 0.0001.')
}
