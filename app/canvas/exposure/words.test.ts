import { describe, expect, it } from 'vitest'
import type { Topology } from '../../../engine/sdk'
import { worstCases } from '../../../engine/sdk'
import { findManifest } from '../drawing-kinds'
import { sentenceOf } from './words'

const drawing = (maxLeverage: number): Pick<Topology, 'nodes' | 'links'> => ({
  nodes: [
    { id: 'pairs', kind: 'strategy.pairs', version: 1, label: '', params: {} },
    { id: 'guard', kind: 'risk.guard', version: 1, label: '', params: { maxLeverage } },
    { id: 'gateway', kind: 'gateway.paper', version: 1, label: '', params: {} },
  ],
  links: [
    { from: 'pairs.intents', to: 'guard.intents' },
    { from: 'guard.orders', to: 'gateway.orders' },
  ],
})

const sentences = (maxLeverage: number): string[] => worstCases(drawing(maxLeverage), findManifest).map(sentenceOf)

describe('the worst case in a sentence', () => {
  it('states the limits of the guard', () => expect(sentences(2)).toEqual([expect.stringContaining('At most')]))

  it('states no limit where the parameters of a guard are not valid', () =>
    expect(sentences(0)).toEqual(['The parameters of a risk guard are not valid, so no limit counts.']))
})
