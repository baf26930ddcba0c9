'use client'
import { wordsOf } from './remote/trpc'
import { Button } from './ui/button'
import { Notice } from './ui/notice'

/** A page that failed as a whole. Unsaved work is in this browser's storage and comes back when the page is opened again. */
export default function PageError({ error }: { readonly error: Error }) {
  return (
    <main className="mx-auto flex h-dvh max-w-md flex-col justify-center gap-3 px-6">
      <h1 className="text-lg font-semibold">This page has failed</h1>
      <Notice tone="bad">{wordsOf(error)}</Notice>
      <p className="text-sm text-muted">
        Edits that were not saved yet are kept in this browser and come back with the page.
      </p>
      <div>
        <Button tone="primary" onClick={() => window.location.reload()}>
          Reload the page
        </Button>
      </div>
    </main>
  )
}
