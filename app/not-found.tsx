/** Of the plainest: what it needed of scripts would come with every other page too. */
export default function NotFound() {
  return (
    <main className="mx-auto flex h-dvh max-w-md flex-col justify-center gap-3 px-6">
      <h1 className="text-lg font-semibold">There is no such page</h1>
      <p className="text-sm text-muted">The address may be mistyped, or what it named has been removed.</p>
      <p>
        <a href="/" className="text-sm text-accent underline">
          All topologies
        </a>
      </p>
    </main>
  )
}
