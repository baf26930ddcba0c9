'use client'
/** What is typed before the field that was asked for has loaded: kept for it, and no command meanwhile. */
import { useLayoutEffect } from 'react'

let typed = ''

/** The text after one more key; as it was where the key writes nothing. */
export function afterKey(text: string, event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): string {
  if (event.ctrlKey || event.metaKey || event.altKey) return text
  if (event.key === 'Backspace') return text.slice(0, -1)
  return [...event.key].length === 1 ? text + event.key : text
}

/** What a field begins with that has just loaded. */
export const typedEarly = (): string => typed

/** Stands where a field is being loaded: takes the keys until it is there. Escape no longer wants it. */
export function EarlyKeys({ onClose }: { readonly onClose: () => void }) {
  useLayoutEffect(() => {
    const take = (event: KeyboardEvent) => {
      typed = afterKey(typed, event)
      if (event.key === 'Escape') onClose()
      event.preventDefault()
      event.stopImmediatePropagation()
    }
    window.addEventListener('keydown', take, true)
    return () => {
      window.removeEventListener('keydown', take, true)
      typed = ''
    }
  }, [onClose])
  return null
}
