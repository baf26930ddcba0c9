'use client'
import { X } from 'lucide-react'
import { useEffect } from 'react'
import { create } from 'zustand'
import { Button } from './button'

/** How long a toast stays, unless it carries an action (twice that). */
const TOAST_MS = 5_000

export interface Toast {
  readonly id: number
  readonly text: string
  readonly tone: 'plain' | 'bad'
  readonly action?: { readonly label: string; readonly run: () => void }
}

interface ToastState {
  readonly toasts: readonly Toast[]
  readonly last: number
}

const useToasts = create<ToastState>(() => ({ toasts: [], last: 0 }))

/** Says something that needs no answer, at the foot of the page; older ones make room. */
export function toast(text: string, options: Partial<Pick<Toast, 'tone' | 'action'>> = {}): void {
  useToasts.setState(({ toasts, last }) => ({
    last: last + 1,
    toasts: [...toasts, { id: last + 1, text, tone: 'plain' as const, ...options }].slice(-3),
  }))
}

function dismiss(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((one) => one.id !== id) }))
}

function ToastCard({ toast }: { readonly toast: Toast }) {
  useEffect(() => {
    const timer = setTimeout(() => dismiss(toast.id), toast.action || toast.tone === 'bad' ? TOAST_MS * 2 : TOAST_MS)
    return () => clearTimeout(timer)
  }, [toast])
  return (
    <div
      className={`flex items-center gap-2 rounded-md border bg-raised py-1.5 pr-1.5 pl-3 text-sm shadow-[var(--shadow)] ${toast.tone === 'bad' ? 'border-bad text-bad' : 'border-line-strong'}`}
    >
      <span className="max-w-md">{toast.text}</span>
      {toast.action && (
        <Button
          onClick={() => {
            toast.action?.run()
            dismiss(toast.id)
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <Button tone="quiet" icon aria-label="Dismiss" onClick={() => dismiss(toast.id)}>
        <X size={14} aria-hidden />
      </Button>
    </div>
  )
}

/** Where toasts appear; also their live region. */
export function Toasts() {
  const toasts = useToasts((state) => state.toasts)
  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 bottom-4 z-50 flex flex-col items-center gap-2">
      {toasts.map((one) => (
        <div key={one.id} className="pointer-events-auto">
          <ToastCard toast={one} />
        </div>
      ))}
    </div>
  )
}
