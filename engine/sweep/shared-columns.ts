/** Market columns that all threads read and none copies. */
import type { MarketColumns } from '../sdk'
import type { ColumnsRequest } from './job'

/** Opens columns of the store by the run's symbols. */
export type OpenColumns = (request: ColumnsRequest) => Promise<MarketColumns>

/** Different columns kept at once: the windows of a few sources. */
const KEPT_MAX = 16

export const keyOf = ({ name, range, symbols }: ColumnsRequest): string =>
  JSON.stringify([name, range.from ?? '', range.to ?? '', range.symbols ?? [], symbols])

/** Keeps what was used last, up to a number of entries. */
export class Recent<T> {
  private readonly entries = new Map<string, T>()

  get(key: string): T | undefined {
    const found = this.entries.get(key)
    if (found === undefined) return undefined
    this.entries.delete(key)
    this.entries.set(key, found)
    return found
  }

  put(key: string, value: T): void {
    this.entries.set(key, value)
    const [oldest] = this.entries.keys()
    if (this.entries.size > KEPT_MAX && oldest !== undefined) this.entries.delete(oldest)
  }
}

/** Opens each part of the data once and puts it where every thread can read it. */
export class SharedColumns {
  private readonly opened = new Recent<Promise<MarketColumns>>()

  constructor(private readonly open: OpenColumns) {}

  /** @throws as the store does. */
  get(request: ColumnsRequest): Promise<MarketColumns> {
    const key = keyOf(request)
    const known = this.opened.get(key)
    if (known) return known
    const columns = this.open(request).then(share)
    this.opened.put(key, columns)
    return columns
  }
}

function share(columns: MarketColumns): MarketColumns {
  const { tsNs, instrument, type, open, high, low, close, volume } = columns
  return {
    ...columns,
    tsNs: fill(new BigInt64Array(room(tsNs)), tsNs),
    instrument: fill(new Int32Array(room(instrument)), instrument),
    type: fill(new Uint8Array(room(type)), type),
    open: fill(new Float64Array(room(open)), open),
    high: fill(new Float64Array(room(high)), high),
    low: fill(new Float64Array(room(low)), low),
    close: fill(new Float64Array(room(close)), close),
    volume: fill(new Float64Array(room(volume)), volume),
  }
}

/** Memory of its own kind (see `share`); what is typed as any array's memory holds it as well. */
const room = ({ byteLength }: ArrayBufferView): ArrayBuffer =>
  new SharedArrayBuffer(byteLength) as unknown as ArrayBuffer

function fill<T extends { set(from: T): void }>(to: T, from: T): T {
  to.set(from)
  return to
}
