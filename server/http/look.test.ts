import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { TOKENS, themed } from './look'
import { signInPage } from './page'

const linesOf = (css: string): string[] => css.match(/--[a-z-]+: light-dark\([^)]*\);/g) ?? []

/** As the app writes it. */
const THEME_COOKIE = /THEME_COOKIE = '([^']+)'/.exec(readFileSync('app/ui/theme-cookie.ts', 'utf8'))?.[1]

describe('pages outside of the app', () => {
  it('have its very tokens', () => {
    const app = linesOf(readFileSync('app/ui/tokens.css', 'utf8'))
    expect(linesOf(TOKENS).length).toBeGreaterThan(8)
    for (const line of linesOf(TOKENS)) expect(app).toContain(line)
  })

  it('have its theme, dark where none was chosen', () => {
    const asking = (cookie: string) => ({ headers: { cookie } }) as IncomingMessage
    const page = signInPage('/', null)
    expect(themed(asking(`other=1; ${THEME_COOKIE}=light`), page)).toContain('<html lang="en" data-theme="light">')
    for (const cookie of ['', `${THEME_COOKIE}=dark`, `${THEME_COOKIE}="><script>`])
      expect(themed(asking(cookie), page)).toBe(page)
  })
})
