/** The last minutes of each node's P&L, kept in the page: what a card draws its small curve from. */
import type { NodeStatus } from '../../engine/sdk'

/** Points kept of a node. One comes with each heartbeat, so this is a minute and a half. */
export const HISTORY_POINTS_MAX = 90

const NONE: readonly number[] = []

export class PnlHistory {
  private deployment: string | null = null
  private readonly byNode = new Map<string, readonly number[]>()

  /** Takes note of every node that has told something new. Another deployment begins anew. */
  take(
    deployment: string | null,
    nodes: Readonly<Record<string, NodeStatus>>,
    before: Readonly<Record<string, NodeStatus>>,
  ): void {
    if (deployment !== this.deployment) this.byNode.clear()
    this.deployment = deployment
    for (const id in nodes) {
      const status = nodes[id]
      if (!status || status === before[id] || status.pnl === null) continue
      const points = this.byNode.get(id) ?? NONE
      this.byNode.set(id, [...points, status.pnl].slice(-HISTORY_POINTS_MAX))
    }
  }

  /** P&L of a node, oldest first, in currency units. The same list until there is news. */
  of(node: string): readonly number[] {
    return this.byNode.get(node) ?? NONE
  }
}
