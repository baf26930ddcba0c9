/**
 * Which order names a venue has seen, so that a resend is never a second order. A writer counts its orders upwards, so a
 * window over its newest ones is enough: what is older than the window counts as seen. Liquidations, which guards number
 * in a range of their own (see liquidation.ts), are few and kept one by one.
 */
import { isLiquidation } from './liquidation'

const WINDOW = 4096
const WORDS = WINDOW / 32

interface Window {
  highest: number
  readonly bits: Int32Array
}

/** Plain data of `SeenOrders`. */
export interface SeenState {
  readonly windows: readonly (Window | null)[]
  readonly liquidations: readonly number[]
}

export class SeenOrders {
  private windows: (Window | null)[] = []
  private liquidations = new Set<number>()

  /** Notes a name. @returns false if it has been noted before, or is too old to tell. */
  note(origin: number, seq: number): boolean {
    return isLiquidation(seq) ? this.noteLiquidation(origin, seq) : this.noteCounted(origin, seq)
  }

  private noteLiquidation(origin: number, seq: number): boolean {
    const name = origin * 2 ** 32 + seq
    if (this.liquidations.has(name)) return false
    this.liquidations.add(name)
    return true
  }

  private noteCounted(origin: number, seq: number): boolean {
    const window = this.windowOf(origin)
    if (seq <= window.highest - WINDOW) return false
    for (let passed = Math.max(window.highest + 1, seq - WINDOW + 1); passed <= seq; passed++) setBit(window, passed, 0)
    if (seq > window.highest) window.highest = seq
    if (bitOf(window, seq) === 1) return false
    setBit(window, seq, 1)
    return true
  }

  private windowOf(origin: number): Window {
    const found = this.windows[origin]
    if (found) return found
    while (this.windows.length <= origin) this.windows.push(null)
    const made = { highest: 0, bits: new Int32Array(WORDS) }
    this.windows[origin] = made
    return made
  }

  /** All state, as plain data. */
  snapshot(): SeenState {
    return {
      windows: this.windows.map((one) => one && { highest: one.highest, bits: one.bits.slice() }),
      liquidations: [...this.liquidations],
    }
  }

  /** Puts back a snapshot. */
  restore(state: SeenState): void {
    this.windows = state.windows.map((one) => one && { highest: one.highest, bits: Int32Array.from(one.bits) })
    this.liquidations = new Set(state.liquidations)
  }
}

function bitOf(window: Window, seq: number): number {
  return ((window.bits[(seq % WINDOW) >>> 5] ?? 0) >>> (seq & 31)) & 1
}

function setBit(window: Window, seq: number, value: 0 | 1): void {
  const word = (seq % WINDOW) >>> 5
  const mask = 1 << (seq & 31)
  const old = window.bits[word] ?? 0
  window.bits[word] = value === 1 ? old | mask : old & ~mask
}
