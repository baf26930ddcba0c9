import type { ReactNode } from 'react'

interface SectionProps {
  readonly title: string
  readonly note?: ReactNode
  /** Buttons at the end of the head. */
  readonly actions?: ReactNode
  readonly id?: string
  readonly children: ReactNode
}

/** A part of a report: a heading with what can be done, and the thing itself. */
export function Section({ title, note, actions, id, children }: SectionProps) {
  return (
    <section id={id} className="min-w-0 scroll-mt-12 rounded-md border border-line bg-surface">
      <div className="flex min-h-10 flex-wrap items-center gap-x-2 gap-y-1 border-b border-line px-4 py-1.5">
        <h2 className="text-sm font-semibold">{title}</h2>
        {note && <span className="text-xs text-faint">{note}</span>}
        <span className="flex-1" />
        {actions}
      </div>
      <div className="overflow-x-auto p-4">{children}</div>
    </section>
  )
}
