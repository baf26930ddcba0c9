/** What readers of this host have missed by being late: a count for each link, and a while of being degraded. */
import type { Plan } from '../../graph'
import { DEGRADED_FOR_MS } from './limits'
import type { LiveParts } from './live-state'

export class Misses {
  private readonly counts = new Map<number, number>()
  private readonly troubles = new Map<number, { readonly words: string; readonly untilMs: number }>()

  constructor(
    private readonly plan: () => Plan,
    private readonly parts: Pick<LiveParts, 'steps' | 'feeds'>,
  ) {}

  /** Notes what has been missed since the last look. */
  look(): void {
    for (const { end, missed } of this.parts.steps.work.inlets.values())
      this.note(end.link, missed, this.readerOf(end.link))
    for (const { node, missed } of this.parts.feeds.all) this.note(-1 - node, missed, node)
  }

  on(link: number): number {
    return this.counts.get(link) ?? 0
  }

  /** Null while a node has missed nothing lately. */
  troubleOf(node: number): string | null {
    const trouble = this.troubles.get(node)
    return trouble && performance.now() < trouble.untilMs ? trouble.words : null
  }

  private note(name: number, missed: number, node: number | undefined): void {
    const before = this.counts.get(name) ?? 0
    if (missed <= before) return
    this.counts.set(name, missed)
    if (node === undefined) return
    const from = this.plan().links.find(({ index }) => index === name)?.name ?? 'its own process'
    const words = `${missed - before} market events missed on ${from}: it is too slow for what comes in`
    this.troubles.set(node, { words, untilMs: performance.now() + DEGRADED_FOR_MS })
  }

  private readerOf(link: number): number | undefined {
    return this.plan().links.find(({ index }) => index === link)?.to
  }
}
