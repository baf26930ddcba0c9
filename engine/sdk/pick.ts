/** From instrument names in params to the run's ids, with errors that say which parameter of which node is wrong. */
import type { InstrumentTable } from './instrument'

/** The part of a node's context that finding instruments needs. */
export interface InstrumentFinder {
  readonly nodeId: string
  readonly instruments: InstrumentTable
}

/**
 * The id of the instrument a parameter names.
 * @throws Error `node.param: …` if the run has no such instrument.
 */
export function pickInstrument(ctx: InstrumentFinder, param: string, symbol: string): number {
  const id = ctx.instruments.idOf(symbol)
  if (id >= 0) return id
  const known = ctx.instruments.all.slice(0, 12).map((one) => one.symbol)
  const rest = ctx.instruments.all.length > known.length ? ', …' : ''
  throw new Error(
    `${ctx.nodeId}.${param}: no instrument "${symbol}" in this run; choose one of ${known.join(', ') || '(none)'}${rest}`,
  )
}

/**
 * One byte per instrument id: 1 where the parameter's list names it. An empty list names them all.
 * @throws Error `node.param: …` if the run lacks one of them.
 */
export function pickInstruments(ctx: InstrumentFinder, param: string, symbols: readonly string[]): Uint8Array {
  const mask = new Uint8Array(ctx.instruments.all.length)
  if (symbols.length === 0) return mask.fill(1)
  for (const symbol of symbols) mask[pickInstrument(ctx, param, symbol)] = 1
  return mask
}
