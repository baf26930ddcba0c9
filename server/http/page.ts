/** The few pages that must work without the app: signing in, and what may not be shown. */
import { TOKENS } from './look'
import { escapeHtml } from './respond'

const STYLE = `
${TOKENS}* { box-sizing: border-box }
body { margin: 0; background: var(--canvas); color: var(--text); font: 16px/1.5 system-ui, sans-serif }
main { max-width: 34rem; margin: 12vh auto 2rem; padding: 2rem; background: var(--surface); border: 1px solid var(--line); border-radius: 6px }
h1 { margin: 0 0 1rem; font-size: 1.4rem }
p { margin: 0 0 1rem; color: var(--muted) }
code { padding: .1em .35em; border-radius: 4px; background: var(--canvas); color: var(--text); font-size: .9em; overflow-wrap: anywhere }
label { display: block; margin-bottom: .35rem; font-weight: 600 }
input { width: 100%; padding: .6rem .7rem; border: 1px solid var(--line-strong); border-radius: 4px; background: var(--canvas); color: inherit; font: inherit }
button { margin-top: .8rem; padding: .6rem 1.1rem; border: 0; border-radius: 4px; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
a { color: var(--accent) }
[role=alert] { color: var(--text); border-left: 3px solid var(--bad); padding-left: .8rem }`

const page = (title: string, body: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Patchbay</title><style>${STYLE}</style></head>
<body><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>`

/** @param next where to go after signing in; @param problem why the last try failed. */
export function signInPage(next: string, problem: string | null): string {
  return page(
    'Sign in to Patchbay',
    `${problem ? `<p role="alert">${escapeHtml(problem)}</p>` : ''}
<p>Open the address that <code>npm start</code> printed in its terminal: it carries a token that works once and signs this
browser in for 30 days. Restart Patchbay for a new one.</p>
<form action="/signin" method="get"><input type="hidden" name="next" value="${escapeHtml(next)}">
<label for="token">Token</label><input id="token" name="token" autocomplete="off" spellcheck="false" required>
<button type="submit">Sign in</button></form>
<p style="margin-top:1.5rem">Signed in already? <a href="${escapeHtml(next)}">Go on to Patchbay</a></p>`,
  )
}

export const messagePage = (title: string, message: string): string => page(title, `<p>${escapeHtml(message)}</p>`)
