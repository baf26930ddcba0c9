/** What is said of a port and of a link in words: what it carries, in which unit, and how it is doing. */
import {
  type LinkStatus,
  PORT_TYPE_HELP,
  type PortSpec,
  type PortType,
  splitRef,
  type Topology,
  type TopologyLink,
} from '../../../engine/sdk'
import { formatCompact, formatCount, formatNumber, formatPercent } from '../../ui/format'
import { isTwoWay, portOf, titleOf } from '../kinds'
import { nodeById } from '../session'

/** The unit of what a port type carries. */
const UNITS: Readonly<Record<PortType, string>> = {
  market: 'prices in the instrument’s currency, sizes in its units',
  feature: 'plain numbers',
  signal: 'a direction, and a strength from 0 to 1',
  intent: 'quantities in the instrument’s units, prices in its currency',
  order: 'quantities in the instrument’s units, prices in its currency',
  portfolio: 'amounts in the account’s currency',
}

/** The unit at a port; features name their numbers. */
export const unitOf = ({ type, names }: Pick<PortSpec, 'type' | 'names'>): string =>
  names && names.length > 0 ? `${UNITS[type]}: ${names.join(', ')}` : UNITS[type]

/** All that is said of a port. */
export const wordsOfPort = (port: PortSpec): string =>
  `${port.label}: ${port.help} (${port.type}: ${PORT_TYPE_HELP[port.type]}; ${unitOf(port)})`

export interface LinkWords {
  /** `Minute bars · Market → Spread z-score · Market`. */
  readonly ends: string
  readonly type: PortType | null
  readonly carries: string
  readonly unit: string
  readonly isTwoWay: boolean
}

/** What a link joins and carries, or null if a port of it is not known. */
export function wordsOfLink(topology: Topology, { from, to }: TopologyLink): LinkWords | null {
  const [source, target] = [splitRef(from), splitRef(to)]
  const [writer, reader] = [nodeById(topology, source.node), nodeById(topology, target.node)]
  if (!writer || !reader) return null
  const out = portOf(writer.kind, 'output', source.port)
  const into = portOf(reader.kind, 'input', target.port)
  return {
    ends: `${titleOf(writer)} · ${out?.label ?? source.port} → ${titleOf(reader)} · ${into?.label ?? target.port}`,
    type: out?.type ?? null,
    carries: out ? PORT_TYPE_HELP[out.type] : 'unknown: the port is not one of its kind',
    unit: out ? unitOf(out) : '',
    isTwoWay: isTwoWay(out?.type),
  }
}

const milliseconds = (value: number): string => `${formatNumber(value, value < 10 ? 2 : 0)} ms`

/** The live figures of a link, name and text; what is not measured is left out. */
export function figuresOfLink(status: LinkStatus): [name: string, text: string][] {
  const { lastValue, eventsPerSecond, events, latencyMsP50, latencyMsP99, queued, dropped, tickToOrderShare } = status
  return [
    ...(lastValue ? [['Last value', lastValue] as [string, string]] : []),
    ['Rate', `${formatCompact(eventsPerSecond)}/s`],
    ['Events', formatCount(events)],
    ...(latencyMsP50 != null ? [['Latency p50', milliseconds(latencyMsP50)] as [string, string]] : []),
    ...(latencyMsP99 != null ? [['Latency p99', milliseconds(latencyMsP99)] as [string, string]] : []),
    ...(tickToOrderShare != null ? [['Of tick to order', formatPercent(tickToOrderShare, 0)] as [string, string]] : []),
    ['Waiting', formatCount(queued)],
    ['Dropped', formatCount(dropped)],
  ]
}
