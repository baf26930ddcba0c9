/** What is stated of a gateway's worst case, in words and figures. */
import type { Bound, WorstCase } from '../../../engine/sdk'
import { formatPercent } from '../../ui/format'

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const factor = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 })

/** Guards state their limits in this currency. */
const CURRENCY = 'USD'

export const amount = (value: number): string => `${whole.format(value)} ${CURRENCY}`
const times = (value: number): string => `${factor.format(value)}×`
const percent = (value: number): string => formatPercent(value, value * 100 === Math.round(value * 100) ? 0 : 2)

export interface WorstCaseLine {
  readonly label: string
  readonly value: string
  /** What the figure rests on. */
  readonly note: string | null
  /** The guards that set it. */
  readonly guards: readonly string[]
  readonly isUnlimited: boolean
}

const line = (
  label: string,
  bound: Bound,
  value: (of: number) => string,
  note: string | null = null,
): WorstCaseLine => ({
  label,
  value: bound.value === null ? 'Unlimited' : value(bound.value),
  note: bound.value === null ? null : note,
  guards: bound.guards,
  isUnlimited: bound.value === null,
})

/** The lines of a worst case; none where no order can come this way. */
export function linesOf({ bounds, grossAtStart, dailyLossAtStart }: WorstCase): WorstCaseLine[] {
  if (!bounds) return []
  const { leverage, dailyLoss, instruments } = bounds
  const gross: WorstCaseLine = {
    ...line('All positions', leverage, times, 'equity'),
    ...(grossAtStart !== null && {
      value: amount(grossAtStart),
      note: leverage.value === null ? 'by the positions' : `at the start; ${times(leverage.value)} equity at most`,
      isUnlimited: false,
    }),
  }
  return [
    line('One order', bounds.orderValue, amount),
    line('One position', bounds.positionValue, amount),
    gross,
    line(
      'Loss in a day',
      dailyLoss,
      (of) => (dailyLossAtStart === null ? percent(of) : amount(dailyLossAtStart)),
      dailyLoss.value === null ? null : `${percent(dailyLoss.value)} of the day’s start, then all is closed`,
    ),
    {
      label: 'Instruments',
      value: instruments === null ? 'Any' : instruments.length === 0 ? 'None' : instruments.join(', '),
      note: null,
      guards: [],
      isUnlimited: instruments === null,
    },
  ]
}

/** One sentence: "At most 100,000 USD an order, …". */
export function sentenceOf(stated: WorstCase): string {
  if (!stated.bounds) return 'No strategy reaches it: nothing can be ordered.'
  if (!stated.isGuarded && stated.paths.some(({ guards }) => guards.length === 0))
    return 'Some orders pass no risk guard: there is no limit.'
  if (stated.invalid.length > 0) return 'The parameters of a risk guard are not valid, so no limit counts.'
  const { orderValue, positionValue } = stated.bounds
  const parts = [
    orderValue.value === null ? 'an order of any size' : `${amount(orderValue.value)} an order`,
    positionValue.value === null ? 'a position of any size' : `${amount(positionValue.value)} a position`,
    stated.grossAtStart === null ? 'no limit in all' : `${amount(stated.grossAtStart)} in all at the start`,
  ]
  const loss =
    stated.bounds.dailyLoss.value === null
      ? 'No loss stops it.'
      : `A loss of ${stated.dailyLossAtStart === null ? percent(stated.bounds.dailyLoss.value) : amount(stated.dailyLossAtStart)} in a day closes everything.`
  return `At most ${parts.join(', ')}. ${loss}`
}
