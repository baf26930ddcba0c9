import { type PortSpec, splitRef, type Topology } from '../../engine/sdk'
import { portOf } from '../canvas/kinds'
import { nodeById } from '../canvas/session'
import type { BreakAt } from './store'

/** The output port that a link comes from: what it carries is what that port says. */
export function portOfLink(link: string): BreakAt {
  return splitRef(link.slice(0, link.indexOf('>')))
}

/** Every output that has a link, once, in the order drawn. */
export function portsToBreakAt({ links }: Topology): BreakAt[] {
  return [...new Set(links.map(({ from }) => from))].map(splitRef)
}

/** What a condition at a port may use. */
export function namesAt(topology: Topology, { node, port }: BreakAt): { spec: PortSpec | undefined; names: string[] } {
  const spec = portOf(nodeById(topology, node)?.kind ?? '', 'output', port)
  return { spec, names: spec ? [...(spec.names ?? []), ...NAMES[spec.type]] : [] }
}

const ORDER_NAMES = ['side', 'quantity', 'type', 'limit', 'stop', 'action', 'number', 'instrument']

const NAMES: Readonly<Record<PortSpec['type'], readonly string[]>> = {
  market: [
    'open',
    'high',
    'low',
    'close',
    'volume',
    'bid',
    'ask',
    'bidUnits',
    'askUnits',
    'mark',
    'type',
    'instrument',
  ],
  feature: ['instrument'],
  signal: ['direction', 'strength', 'instrument'],
  intent: ORDER_NAMES,
  order: ORDER_NAMES,
  portfolio: ['equity', 'cash', 'realized', 'unrealized', 'fees', 'quantity', 'type', 'instrument'],
}

const EXAMPLES: Readonly<Record<PortSpec['type'], string>> = {
  market: 'close > open and volume > 1000',
  feature: 'abs(value) > 2',
  signal: 'direction != 0',
  intent: 'side = "buy"',
  order: 'quantity >= 100',
  portfolio: 'equity < 100000',
}

/** A condition as an example of what may be written. */
export function exampleAt(spec: PortSpec | undefined): string {
  if (!spec) return ''
  return EXAMPLES[spec.type].replace('value', spec.names?.[0] ?? 'value')
}
