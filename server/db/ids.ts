import { randomBytes } from 'node:crypto'

const ID_BYTES = 8

/** A new id: a letter or word that says of what, and 64 random bits in hex. Safe in paths and URLs. */
export const newId = (prefix: string): string => `${prefix}-${randomBytes(ID_BYTES).toString('hex')}`
