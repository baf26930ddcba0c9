import { describe, expect, it } from 'vitest'
import type { Topology } from '../../engine/sdk'
import { emaCross } from '../testing/drawings'
import { forOthers, withheldFrom } from './export'

const node = (id: string, kind: string, params: Record<string, unknown>, version = 1): Topology['nodes'][number] => ({
  id,
  kind,
  version,
  label: '',
  params,
})

describe('a drawing as it leaves the house', () => {
  it('has no param that its kind does not declare', () => {
    const drawing = { ...emaCross(), nodes: [node('gateway', 'gateway.paper', { apiKey: 'hush', startingCash: 5 })] }
    expect(forOthers(drawing).nodes[0]?.params).toEqual({ startingCash: 5 })
    expect(withheldFrom(drawing)).toEqual(['gateway.apiKey'])
  })

  it.each([
    'apiKey',
    'api_key',
    'API-KEY',
    'clientSecret',
    'password',
    'passphrase',
    'token',
    'accessToken',
    'privateKey',
  ])('has no %s of a kind that is not known here, at whatever depth', (name) => {
    const params = { url: 'x', [name]: 'hush', login: { user: 'me', [name]: 'hush' }, list: [{ [name]: 'hush' }] }
    for (const one of [node('a', 'gateway.broker', params), node('a', 'gateway.paper', params, 99)]) {
      const drawing = { ...emaCross(), nodes: [one] }
      expect(forOthers(drawing).nodes[0]?.params).toEqual({ url: 'x', login: { user: 'me' }, list: [{}] })
      expect(withheldFrom(drawing)).toEqual([`a.${name}`])
    }
  })

  it('keeps names that only sound alike, and clears subgraphs too', () => {
    const inner = node('inner', 'gateway.broker', { tokens: 3, keyboard: 'us', secretKey: 'hush' })
    const layout = { nodes: {}, frames: [], notes: [] }
    const drawing: Topology = {
      ...emaCross(),
      subgraphs: [
        { kind: 'sub.part', version: 1, label: '', summary: '', nodes: [inner], links: [], layout, params: [] },
      ],
    }
    expect(forOthers(drawing).subgraphs?.[0]?.nodes[0]?.params).toEqual({ tokens: 3, keyboard: 'us' })
    expect(withheldFrom(drawing)).toEqual(['inner.secretKey'])
    expect(forOthers(emaCross())).toEqual(emaCross())
  })
})
