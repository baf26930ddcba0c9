/** News of drafts: whoever has one open learns at once that it was saved. */

export interface DraftNews {
  readonly topologyId: string
  readonly draftRevision: number
  /** Who saved it. */
  readonly by: string
  /** The page that saved it, which knows already; null for a script. */
  readonly tab: string | null
}

export class DraftHub {
  private readonly listeners = new Set<(news: DraftNews) => void>()

  tell(news: DraftNews): void {
    for (const listener of this.listeners) listener(news)
  }

  /** @returns what ends it. */
  on(listener: (news: DraftNews) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}
