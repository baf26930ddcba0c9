/** How the pages look that are made here: the app's own tokens, and the theme a person has chosen there. */
import type { IncomingMessage } from 'node:http'
import { readCookie } from './cookies'

/** The cookie in which the app keeps a chosen theme. */
const THEME_COOKIE = 'patchbay-theme'

/** The tokens of app/ui/tokens.css that are used here; a test holds them to those. */
export const TOKENS = `:root {
  color-scheme: dark;
  --canvas: light-dark(#f3f4f6, #0c0e11);
  --surface: light-dark(#ffffff, #13161a);
  --raised: light-dark(#f6f7f9, #1a1e23);
  --line: light-dark(#dfe2e7, #262b32);
  --line-strong: light-dark(#b9bfc9, #3b424c);
  --text: light-dark(#16191d, #dfe3e8);
  --muted: light-dark(#4d5562, #a0a8b3);
  --faint: light-dark(#5f6774, #868f9b);
  --on-accent: light-dark(#ffffff, #0b1220);
  --accent: light-dark(#1d5fc4, #6ea8fe);
  --bad: light-dark(#b42318, #f2766d);
}
:root[data-theme='light'] { color-scheme: light; }
`

/** A page in the theme of who asks for it: dark until light has been chosen. */
export function themed(request: IncomingMessage, html: string): string {
  const isLight = readCookie(request, THEME_COOKIE) === 'light'
  return isLight ? html.replace('<html lang="en">', '<html lang="en" data-theme="light">') : html
}
