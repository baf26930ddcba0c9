/** What people call things: one line of text. */
import { z } from 'zod'

/** Control characters, halves of characters, and what turns the direction of the text around a name. */
const NOT_IN_A_LINE = /[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]/gu

/** A text as one line of at most so many characters: what may not stand in a line is left out. */
export const asLine = (text: string, lengthMax: number): string =>
  text
    .slice(0, lengthMax)
    .replace(/[\n\t]/g, ' ')
    .replace(NOT_IN_A_LINE, '')

/** True if there is something in it to be seen. */
export const isReadable = (text: string): boolean => /[^\p{C}\p{Z}]/u.test(text)

/** A name as it may come in from outside. */
export const nameOf = (lengthMax: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(lengthMax)
    .regex(/^[^\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]*$/u, 'a name is one line of text without control characters')
    .refine(isReadable, 'a name has something in it to be seen')
