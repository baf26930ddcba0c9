/** In which step each order of a run was first heard of: what leads from its name to its moment. */
export class OrderSteps {
  private readonly byOrigin = new Map<number, Map<number, number>>()

  /** Notes an order; what was noted first stays. */
  note(origin: number, seq: number, step: number): void {
    let own = this.byOrigin.get(origin)
    if (!own) {
      own = new Map()
      this.byOrigin.set(origin, own)
    }
    if (!own.has(seq)) own.set(seq, step)
  }

  /** Null for an order that has not come yet. */
  of(origin: number, seq: number): number | null {
    return this.byOrigin.get(origin)?.get(seq) ?? null
  }
}
