import type { ReactNode } from 'react'

interface SectionProps {
  readonly title: string
  readonly note?: string
  readonly children: ReactNode
}

/** A titled box of the page. */
export function Section({ title, note, children }: SectionProps) {
  return (
    <section className="min-w-0 rounded-md border border-line bg-surface">
      <h2 className="flex items-baseline gap-2 border-b border-line px-3 py-2 text-sm font-semibold">
        {title}
        {note && <span className="text-xs font-normal text-faint">{note}</span>}
      </h2>
      <div className="p-3">{children}</div>
    </section>
  )
}
