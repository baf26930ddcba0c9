/** Where a debug run stands, as it is told. */
import {
  type DebugState,
  type DebugValue,
  fromLots,
  fromMicros,
  isoFromNs,
  MICROS,
  msFromNs,
  type PortfolioEvent,
} from '../sdk'
import type { DebugRun } from './debug-run'

/** What a run alone does not know. */
export type Told = Omit<DebugState, 'busy' | 'note' | 'why' | 'fork'>

/** The state of a run between two moves. */
export function tell(run: DebugRun): Told {
  const { step, done } = run.place
  const zone = run.plan.instruments.find(({ session }) => session)?.session?.timezone ?? null
  const tsNs = step < 0 ? null : (run.timeline[step] ?? null)
  return {
    steps: run.steps,
    tasks: run.tasks,
    step,
    done,
    ts: tsNs === null ? null : isoFromNs(tsNs),
    local: tsNs === null || zone === null ? null : localText(tsNs, zone),
    zone,
    reached: run.reached,
    links: links(run),
    nodes: nodes(run),
    accounts: [...run.watch.accounts].map(([node, account]) => ({
      node: run.events.idOf(node),
      equity: fromMicros(account.equity),
      cash: fromMicros(account.cash),
      realized: fromMicros(account.realized),
      unrealized: fromMicros(account.unrealized),
      fees: fromMicros(account.fees),
    })),
    positions: positions(run),
    orders: run.watch.working(),
    events: [...run.events.list],
    eventsLeftOut: run.events.leftOut,
    breakpoints: run.breakpoints.list.map((one) => ({ ...one })),
  }
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** `2024-01-02 09:31:00` on a zone's clocks. */
function localText(tsNs: bigint, timeZone: string): string {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
    formats.set(timeZone, format)
  }
  return format.format(msFromNs(tsNs))
}

function links(run: DebugRun): DebugState['links'] {
  const { describer } = run.events
  return Object.fromEntries(
    run.plan.links.map((link) => {
      const said = run.memory.last(link.from, link.fromPort)
      const up = link.twoWay ? run.memory.lastUp(link.index) : null
      return [
        link.name,
        {
          down: said && value(run, said, describer.output(said.output, said.count - 1)),
          up: up && value(run, up, describer.report(up.last)),
        },
      ]
    }),
  )
}

function value(
  run: DebugRun,
  { step, count }: { step: number; count: number },
  words: { short: string; text: string },
): DebugValue {
  return { step, ts: isoFromNs(run.timeline[step] ?? 0n), fresh: step === run.place.step, count, ...words }
}

function nodes(run: DebugRun): DebugState['nodes'] {
  return Object.fromEntries(
    run.plan.nodes.map(({ id, index }) => {
      const { ready = true, halted = false, pnl = null, values = {}, blocked = {} } = run.executor.readout(index)
      return [id, { acted: run.events.nodes.has(id), ready, halted, pnl, values: finite(values), blocked }]
    }),
  )
}

/** Figures that are not ready are null. */
function finite(values: Record<string, number | string | null>): Record<string, number | string | null> {
  return Object.fromEntries(
    Object.entries(values).map(([name, figure]) => [
      name,
      typeof figure === 'number' && !Number.isFinite(figure) ? null : figure,
    ]),
  )
}

function positions(run: DebugRun): DebugState['positions'] {
  const rows: DebugState['positions'] = []
  for (const { id, index } of run.plan.nodes)
    run.executor.positions(index, (position) => {
      if (position.quantityLots !== 0) rows.push(positionRow(run, id, position))
    })
  return rows
}

function positionRow(run: DebugRun, node: string, position: Readonly<PortfolioEvent>): DebugState['positions'][number] {
  const spec = run.instruments.get(position.instrument)
  const quantity = fromLots(spec, position.quantityLots)
  const perUnit = (micros: number) => Number((micros / MICROS / (quantity * spec.multiplier)).toPrecision(12))
  return {
    node,
    instrument: spec.symbol,
    quantity,
    averagePrice: perUnit(position.costMicros),
    lastPrice: perUnit(position.costMicros + position.unrealizedMicros),
    unrealized: fromMicros(position.unrealizedMicros),
    realized: fromMicros(position.realizedMicros),
  }
}
