/** Gates and checks in words. */
import type { CheckUnit, LedgerRow, WhyCheck } from '../../../engine/sdk'
import { formatCount, formatFigure, formatMoney, formatNumber, formatQuantity } from '../../ui/format'

/** A check's operand with its unit. */
export function operandText(value: number | null, unit: CheckUnit | null): string {
  if (value === null) return '–'
  if (unit === 'money') return formatMoney(value)
  if (unit === 'times') return `${formatNumber(value, 3)}×`
  if (unit === 'percent') return `${formatNumber(value)}%`
  if (unit === 'seconds') return `${formatFigure(value)} s`
  return unit === 'units'
    ? `${Number.isInteger(value) ? formatCount(value) : formatNumber(value, 4)}`
    : formatFigure(value)
}

/** `MAX_ORDER_NOTIONAL` → `Max order notional`. */
export function gateTitle(gate: string): string {
  const words = gate.replaceAll('_', ' ').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** What a guard's check found, as it is read: `1,200.00 of at most 5,000.00`. */
export function checkText({ check, passed, actual, limit, unit }: WhyCheck): string {
  if (check === 'REDUCES') return 'It can only shrink the position: the limits on size do not apply'
  if (actual === null || limit === null) return passed ? 'passed' : 'failed'
  return `${operandText(actual, unit)} ${passed ? 'of at most' : 'would exceed'} ${operandText(limit, unit)}`
}

/** Why a signal stopped, as a sentence without its end. */
export function ledgerText({ gate, keeper, actual, limit, unit, value, quantity }: LedgerRow): string {
  const told = (words: string) => (value === null ? words : `${words}; signal ${formatFigure(value)}`)
  if (keeper === 'guard')
    return actual === null || limit === null
      ? `${formatQuantity(quantity)} units asked for`
      : `${operandText(actual, unit)} would exceed ${operandText(limit, unit)}`
  if (keeper === 'venue') return `${formatQuantity(quantity)} units asked for, none filled`
  switch (gate) {
    case 'NOT_READY':
      return 'a number that it rests on is not there yet'
    case 'DIRECTION':
      return told('this direction is not traded')
    case 'IN_POSITION':
      return told(`${operandText(actual, unit)} units held already`)
    case 'ORDER_WORKING':
      return told(`${formatCount(actual)} ${actual === 1 ? 'order is' : 'orders are'} still out`)
    case 'SIZE_ZERO':
      return told(`${operandText(actual, unit)} units wanted, one lot is ${operandText(limit, unit)}`)
    case 'COOL_DOWN':
      return told('held back until the signal goes away')
    case 'BEYOND_STOP':
      return `${formatFigure(actual)} is beyond the stop at ${formatFigure(limit)}`
    default:
      return told(actual === null ? '' : `${formatFigure(actual)} against ${formatFigure(limit)}`)
  }
}
