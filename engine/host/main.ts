/** Entry of a node host's process; see start.ts. The lifeline comes before anything that takes time. */
import { findKind } from '../../nodes/catalog'
import type { Store } from '../store'
import { holdLifeline } from './lifeline'
import { startHost } from './start'

holdLifeline()

void startHost({
  findKind,
  openDataset: (home) => {
    // Only hosts with recorded data load the store, which is large.
    let store: Promise<Store> | null = null
    return async (name, range, idOf) => {
      store ??= import('../store').then(({ openStore }) => openStore(home))
      return (await store).open(name, range, idOf)
    }
  },
}).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
