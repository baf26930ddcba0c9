import type { Plan } from '../graph'
import { type EventOf, type PortType, REASONS, type ReportEvent } from '../sdk'

/** An event in words. */
export type Described = string

/** `value: instrument KO, values 1.25`: the fields of an event that say something. */
export function describeEvent(
  plan: Plan,
  port: string,
  type: PortType | 'report',
  event: Readonly<EventOf[PortType] | ReportEvent>,
): Described {
  const parts: string[] = []
  for (const [name, value] of Object.entries(event as unknown as Record<string, number | Float64Array>)) {
    if (name === 'via' || name === 'stamp') continue
    if (typeof value !== 'number') parts.push(`${name} ${meant(value).join(' ')}`)
    else if (name === 'instrument' || name === 'hedge') {
      if (value >= 0) parts.push(plan.instruments[value]?.symbol ?? String(value))
    } else if (name === 'origin' || name === 'author') parts.push(`${name} ${plan.nodes[value]?.id ?? value}`)
    else if (name === 'reason' && type === 'report') parts.push(`reason ${REASONS[value] ?? value}`)
    else if (value !== 0 && !Number.isNaN(value)) parts.push(`${name} ${value}`)
  }
  return `${port}: ${parts.join(', ')}`
}

/** The values up to the last that is a number. */
function meant(values: Float64Array): number[] {
  let count = values.length
  while (count > 1 && Number.isNaN(values[count - 1])) count--
  return [...values.subarray(0, count)]
}
