/** Secrets that are handed out: random, and kept as hashes only. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const TOKEN_BYTES = 32

/** 256 random bits, URL-safe (43 characters). */
export const newToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url')

/** SHA-256 (hex). Tokens are random, so a plain hash is enough. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')

/** Compares in a time that does not tell how much of it is right. */
export const isSameHash = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
