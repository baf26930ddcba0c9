'use client'
import { useRouter } from 'next/navigation'
import type { AnchorHTMLAttributes, MouseEvent } from 'react'

/** Whether a click is meant for this window: one with a key held opens a tab or a window of its own. */
const isForHere = ({ button, metaKey, ctrlKey, shiftKey, altKey }: MouseEvent): boolean =>
  button === 0 && !metaKey && !ctrlKey && !shiftKey && !altKey

/**
 * A link to another page of Patchbay, for pages where every kilobyte counts: unlike Next's it asks for nothing ahead until the
 * pointer or the focus is on it.
 */
export function PageLink({
  href,
  onClick,
  ...rest
}: AnchorHTMLAttributes<HTMLAnchorElement> & { readonly href: string }) {
  const router = useRouter()
  const ask = () => router.prefetch(href)
  const go = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event)
    if (event.defaultPrevented || !isForHere(event)) return
    event.preventDefault()
    router.push(href)
  }
  return <a {...rest} href={href} onPointerEnter={ask} onFocus={ask} onClick={go} />
}
