import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineManifest, type PortSpec, type PortType } from '../sdk'
import type { Plan } from './plan'
import { warmUps } from './warm-up'

const port = (id: string, type: PortType): PortSpec => ({ id, type, label: id, help: id })
const manifest = defineManifest({
  kind: 'feature.back',
  version: 1,
  category: 'feature',
  label: 'Back',
  icon: 'x',
  summary: 'Looks back.',
  aliases: [],
  inputs: [port('in', 'market')],
  outputs: [port('out', 'market')],
  params: z.object({ bars: z.number() }),
  lookback: (p) => p.bars,
})

/** A plan of nodes with lookbacks, and links `from>to` or `from>to:type`. */
function planOf(bars: Readonly<Record<string, number>>, links: readonly string[]): Plan {
  const ids = Object.keys(bars)
  return {
    name: 'p',
    hash: '',
    seed: 1,
    instruments: [],
    tasks: [],
    stamps: {},
    nodes: ids.map((id, index) => ({
      index,
      id,
      kind: 'feature.back',
      version: 1,
      category: 'feature' as const,
      label: id,
      params: { bars: bars[id] ?? 0 },
    })),
    links: links.map((text, index) => {
      const [ends = '', type = 'market'] = text.split(':')
      const [from = '', to = ''] = ends.split('>')
      return {
        index,
        name: text,
        type: type as PortType,
        from: ids.indexOf(from),
        to: ids.indexOf(to),
        fromPort: 'out',
        toPort: 'in',
        twoWay: type === 'intent',
      }
    }),
  }
}

describe('warm-up', () => {
  const of = (bars: Record<string, number>, links: string[], node: string) => {
    const plan = planOf(bars, links)
    return warmUps(plan, () => manifest).get(Object.keys(bars).indexOf(node))
  }

  it('of a lookback of 20 bars ends with the 20th step, and of 10 of those with the 29th', () => {
    expect(of({ data: 0, ema: 20, trade: 0 }, ['data>ema', 'ema>trade'], 'trade')?.steps).toBe(20)
    expect(of({ data: 0, ema: 20, of: 10, trade: 0 }, ['data>ema', 'ema>of', 'of>trade'], 'trade')).toEqual({
      steps: 29,
      path: [
        { node: 'ema', bars: 20 },
        { node: 'of', bars: 10 },
      ],
      gathering: ['data', 'ema', 'of', 'trade'],
    })
  })

  it('follows the longest way, and counts the lookback of the node itself', () => {
    const bars = { data: 0, slow: 50, fast: 5, trade: 3 }
    const links = ['data>slow', 'data>fast', 'fast>trade', 'slow>trade', 'data>trade']
    expect(of(bars, links, 'trade')?.steps).toBe(52)
  })

  it('ends where an account or reports come back round, and is one step where nothing looks back', () => {
    const links = ['data>trade', 'trade>guard:intent', 'guard>trade:portfolio']
    expect(of({ data: 0, trade: 0, guard: 9 }, links, 'trade')).toMatchObject({ steps: 1, path: [] })
  })
})
