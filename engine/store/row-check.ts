/** What a row must be to get past the edge. Each answers with what is wrong, or null. */

/** Dearer than anything that trades, and still an exact number of ticks (see engine/sdk/money.ts). */
const PRICE_MAX = 1e9
/** Cheaper than anything that trades by the unit, and still a million steps of the finest tick. */
const PRICE_MIN = 1e-9

function priceFault(name: string, price: number): string | null {
  if (!Number.isFinite(price)) return `${name}: not a number`
  if (price <= 0) return `${name}: ${price} is not a price above zero`
  if (price < PRICE_MIN)
    return `${name}: ${price} is below ${PRICE_MIN}, the lowest price that is counted exactly: give prices of a thousand or a million units`
  return price > PRICE_MAX ? `${name}: ${price} is above ${PRICE_MAX}, the highest price that is counted exactly` : null
}

/** A bar: finite positive prices, high and low round the others, no negative volume. */
export function barFault(open: number, high: number, low: number, close: number, volume: number): string | null {
  const named = { open, high, low, close }
  for (const [name, price] of Object.entries(named)) {
    const fault = priceFault(name, price)
    if (fault) return fault
  }
  if (high < Math.max(open, close, low)) return `high: ${high} is below another price of the bar`
  if (low > Math.min(open, close)) return `low: ${low} is above another price of the bar`
  return volumeFault('volume', volume)
}

/** A quote: finite positive bid and ask; a crossed one is data (`check` counts it), a negative size is not. */
export function quoteFault(bid: number, ask: number, bidUnits: number, askUnits: number): string | null {
  for (const [name, price] of Object.entries({ bid, ask })) {
    const fault = priceFault(name, price)
    if (fault) return fault
  }
  return volumeFault('bid size', bidUnits) ?? volumeFault('ask size', askUnits)
}

/** A trade: a finite positive price and no negative number of units. */
export function tradeFault(price: number, units: number): string | null {
  return priceFault('price', price) ?? volumeFault('size', units)
}

function volumeFault(name: string, units: number): string | null {
  if (!Number.isFinite(units)) return `${name}: not a number`
  return units < 0 ? `${name}: ${units} is below zero` : null
}

/** A number as files write it. @returns NaN with what stood there in the message where it is none. */
export function readNumber(text: string | undefined): number {
  return text !== undefined && DECIMAL.test(text) ? Number(text) : Number.NaN
}

/** Narrower than `Number`, which takes an empty cell for 0 and reads hexadecimal. */
const DECIMAL = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i
