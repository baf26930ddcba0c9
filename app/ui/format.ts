/** How figures are written. Everything returns an en dash where there is no figure. */

const NONE = '–'
const money2 = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const money0 = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const price = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 6 })
const quantity = new Intl.NumberFormat('en-US', { maximumFractionDigits: 8 })
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 })
/** A true minus; none before a figure that rounds to zero. */
const minus = (text: string) => text.replace(/^-(?=[0.,]*%?$)/, '').replace('-', '−')

type Figure = number | null | undefined
const has = (value: Figure): value is number => typeof value === 'number' && Number.isFinite(value)

/** An amount in currency units, to the cent under a million. */
export function formatMoney(value: Figure): string {
  if (!has(value)) return NONE
  return minus((Math.abs(value) >= 1e6 ? money0 : money2).format(value))
}

/** An amount with its sign always shown. */
export function formatSigned(value: Figure): string {
  if (!has(value)) return NONE
  return Number(value.toFixed(2)) > 0 ? `+${formatMoney(value)}` : formatMoney(value)
}

export function formatPrice(value: Figure): string {
  return has(value) ? minus(price.format(value)) : NONE
}

/** A fraction as a percentage: 0.1234 is 12.34%. */
export function formatPercent(value: Figure, digits = 2): string {
  return has(value) ? minus(`${(value * 100).toFixed(digits)}%`) : NONE
}

/** A figure of unknown kind for a narrow place: whole ones as counts, big ones without decimals. */
export function formatFigure(value: Figure): string {
  if (!has(value)) return NONE
  return Number.isInteger(value) || Math.abs(value) >= 10_000 ? formatCount(value) : formatNumber(value)
}

/** A plain figure with a fixed number of decimals. */
export function formatNumber(value: Figure, digits = 2): string {
  return has(value) ? minus(value.toFixed(digits)) : NONE
}

export function formatCount(value: Figure): string {
  return has(value) ? minus(money0.format(value)) : NONE
}

/** A rate or count in at most five characters: 7, 950, 12.3K. */
export function formatCompact(value: Figure): string {
  if (!has(value)) return NONE
  return value > 0 && value < 10 ? String(Number(value.toFixed(1))) : compact.format(value)
}

/** How much of an instrument: whole shares as such, parts of a coin to the eighth decimal, never rounded to none. */
export function formatQuantity(value: Figure): string {
  return has(value) ? minus(quantity.format(value)) : NONE
}

/** A figure in so many characters, rounded as far as that takes: 1234567.5 in seven is 1.23M. */
export function formatWithin(value: Figure, characters: number): string {
  if (!has(value)) return NONE
  const size = Math.abs(value)
  const short = size >= 1e4 && size < 1e15 ? [compact.format(value)] : []
  const rounded = [6, 5, 4, 3, 2, 1].map((digits) => String(Number(value.toPrecision(digits))))
  const all = [String(value), ...short, ...rounded].map(minus)
  return all.find((text) => text.length <= characters) ?? all.at(-1) ?? NONE
}

export function formatBytes(value: Figure): string {
  if (!has(value)) return NONE
  return value >= 1024 ** 3 ? `${(value / 1024 ** 3).toFixed(1)} GB` : `${Math.round(value / 1024 ** 2)} MB`
}

/** A stretch of time from its milliseconds: 0.4 s, 12 s, 3 min, 5 h, 2 d. */
export function formatDuration(ms: Figure): string {
  if (!has(ms)) return NONE
  const seconds = Math.max(0, ms) / 1000
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  if (seconds < 120) return `${Math.round(seconds)} s`
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`
  return `${Math.round(seconds / 86_400)} d`
}

/** An ISO instant as UTC `2026-03-02 14:31:05`. */
export function formatTime(iso: string | null | undefined): string {
  return iso ? iso.slice(0, 19).replace('T', ' ') : NONE
}

/** The time of day of an ISO instant, UTC. */
export function formatClock(iso: string | null | undefined): string {
  return iso ? iso.slice(11, 19) : NONE
}

/** The class that colours a gain or a loss; nothing for zero and for no figure. */
export function gainClass(value: Figure): string {
  if (!has(value) || Math.abs(value) < 0.005) return ''
  return value > 0 ? 'text-good' : 'text-bad'
}
