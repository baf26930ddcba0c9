import type { ReactNode } from 'react'
import { PageLink } from './page-link'
import { ThemeToggle } from './theme'

/** The frame of pages that are read and scrolled: a bar with the way home, and a column. */
export function PageFrame({ nav, children }: { readonly nav?: ReactNode; readonly children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="sticky top-0 z-20 flex h-11 items-center gap-4 border-b border-line bg-surface px-4">
        <PageLink href="/" className="flex items-center gap-2 text-sm font-semibold">
          {/* biome-ignore lint/performance/noImgElement: a 300-byte icon of our own needs no optimizer. */}
          <img src="/icon.svg" alt="" width={18} height={18} />
          Patchbay
        </PageLink>
        <div className="flex flex-1 items-center gap-3">{nav}</div>
        <ThemeToggle />
      </header>
      <main className="mx-auto w-full max-w-[1180px] flex-1 px-6 py-5">{children}</main>
    </div>
  )
}
