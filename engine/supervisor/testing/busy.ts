/** A drawing that trades all the time on the wall clock. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { z } from 'zod'
import { runDirectory } from '../../client'
import { type Topology, topologySchema } from '../../sdk'

export const node = (id: string, kind: string, params: Record<string, unknown> = {}) => ({
  id,
  kind,
  version: 1,
  label: '',
  params,
})

export interface Drawing {
  readonly nodes: readonly ReturnType<typeof node>[]
  readonly links: readonly (readonly [from: string, to: string])[]
}

/** An EMA so short that the price crosses it all the time. */
export function busyDrawing(ticksPerSecond: number): Drawing {
  return {
    nodes: [
      node('market', 'data.synthetic', { count: 4, ticksPerSecond }),
      node('slow', 'feature.ema', { period: 3, instruments: ['SIMA'] }),
      node('cross', 'strategy.ema-cross', { sizing: 'quantity', quantity: 10, instruments: ['SIMA'] }),
      node('guard', 'risk.guard'),
      node('paper', 'gateway.paper'),
    ],
    links: [
      ['market.market', 'slow.market'],
      ['market.market', 'cross.market'],
      ['slow.ema', 'cross.slow'],
      ['cross.intents', 'guard.intents'],
      ['market.market', 'guard.market'],
      ['guard.orders', 'paper.orders'],
      ['market.market', 'paper.market'],
    ],
  }
}

export function toTopology({ nodes, links }: Drawing): Topology {
  return topologySchema.parse({
    format: 'patchbay.topology/1',
    name: 'Busy',
    nodes,
    links: links.map(([from, to]) => ({ from, to })),
  })
}

export const busy = (ticksPerSecond: number): Topology => toTopology(busyDrawing(ticksPerSecond))

const fillLine = z.object({ orderId: z.string(), quantity: z.number() })

/**
 * Every order of each writer was filled as a whole, but one that was open when all was stopped; a gap would be an order
 * that was lost. @param gaps writers that were denied orders, so that their numbers have gaps.
 * @returns how many orders each writer had, by name.
 */
export function expectOneEndOfEachOrder(home: string, id: string, gaps: readonly string[] = []): Map<string, number> {
  const lines = readFileSync(join(runDirectory(home, id), 'fills.jsonl'), 'utf8')
    .trim()
    .split('\n')
  const writers = new Map<string, Map<number, number>>()
  for (const line of lines) {
    const { orderId, quantity } = fillLine.parse(JSON.parse(line))
    const [, writer = '', number] = /^(.*)-(\d+)$/.exec(orderId) ?? []
    const filled = writers.get(writer) ?? new Map<number, number>()
    writers.set(writer, filled)
    filled.set(Number(number), (filled.get(Number(number)) ?? 0) + quantity)
  }
  for (const [writer, filled] of writers) {
    const sequence = [...filled.keys()].sort((a, b) => a - b)
    // One that came in with a change has counted on from what it would have done before.
    const first = writer === 'cross' ? 1 : (sequence[0] ?? 1)
    if (!gaps.includes(writer)) expect(sequence, writer).toEqual(sequence.map((_, place) => place + first))
    for (const seq of sequence.slice(0, -1)) expect(filled.get(seq), `order ${writer}-${seq}`).toBe(10)
  }
  return new Map([...writers].map(([writer, { size }]) => [writer, size]))
}
