/** Views that take the place of the canvas are in its address, and each is a step of the browser's history: Back leaves it. */

/** True while the newest step is one that was made here, so that leaving the view can take it back. */
let isOurs = false

type Change = (query: URLSearchParams) => void

function addressWith(change: Change): string {
  const { pathname, searchParams, hash } = new URL(window.location.href)
  change(searchParams)
  const query = searchParams.toString()
  return `${pathname}${query ? `?${query}` : ''}${hash}`
}

/** Writes the address of a view that opens: a step of its own. */
export function enterView(change: Change): void {
  window.history.pushState(window.history.state, '', addressWith(change))
  isOurs = true
}

/** Writes the address anew in the same step, as when the view shows something else. */
export function rewriteView(change: Change): void {
  window.history.replaceState(window.history.state, '', addressWith(change))
}

/** Puts the address back as it was before the view. */
export function leaveView(change: Change): void {
  if (isOurs) window.history.back()
  else rewriteView(change)
  isOurs = false
}

/** Calls `read` now and whenever Back or Forward has changed the address. Returns how to end it. */
export function followAddress(read: () => void): () => void {
  const onMove = () => {
    isOurs = false
    read()
  }
  read()
  window.addEventListener('popstate', onMove)
  return () => window.removeEventListener('popstate', onMove)
}
