import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { subgraphDefinition } from '../../engine/sdk'
import { emaCross } from '../testing/drawings'
import { START_MS_MAX, startTestServer, type TestServer } from '../testing/harness'

let server: TestServer
let client: ReturnType<TestServer['client']>
beforeAll(async () => {
  server = await startTestServer()
  client = server.client(await server.signIn())
}, START_MS_MAX)
afterAll(() => server.dispose())

const node = (id: string, kind: string, params: object = {}) => ({ id, kind, version: 1, params })
const leg = (change: object = {}) =>
  subgraphDefinition.parse({
    kind: 'sub.leg',
    label: 'Leg',
    nodes: [node('market', 'port.in-market'), node('ema', 'feature.ema', { period: 10, hidden: 'by hand' })],
    links: [{ from: 'market.port', to: 'ema.market' }],
    params: [{ name: 'period', to: ['ema.period'] }],
    ...change,
  })

describe('a kept subgraph', () => {
  it('is there for every drawing, gets a version with each change, and goes again', async () => {
    const first = await client.subgraphs.keep.mutate({ definitions: [leg()] })
    expect(first).toMatchObject({ kind: 'sub.leg', version: 1, label: 'Leg' })
    // What its kind does not declare stays here.
    expect(first.definitions[0]?.nodes[1]?.params).toEqual({ period: 10 })
    expect((await client.subgraphs.keep.mutate({ definitions: [leg()] })).version).toBe(1)
    const second = await client.subgraphs.keep.mutate({ definitions: [leg({ label: 'Long leg' })] })
    expect(second).toMatchObject({ version: 2, definitions: [{ version: 2, label: 'Long leg' }] })
    expect(await client.subgraphs.list.query()).toEqual([second])
    await client.subgraphs.forget.mutate({ kind: 'sub.leg' })
    expect(await client.subgraphs.list.query()).toEqual([])
    await expect(client.subgraphs.forget.mutate({ kind: 'sub.leg' })).rejects.toMatchObject({
      data: { code: 'NOT_FOUND' },
    })
  })

  it('is refused where it holds itself, or lacks what it uses', async () => {
    const refused = (nodes: object[]) =>
      client.subgraphs.keep.mutate({ definitions: [leg({ nodes, params: [], links: [] })] })
    await expect(refused([node('again', 'sub.leg')])).rejects.toThrow(/can't hold itself/)
    await expect(refused([node('other', 'sub.other')])).rejects.toThrow(/does not hold the subgraph "sub.other"/)
  })
})

describe('tags', () => {
  it('are kept once each, leave the order of the gallery, and are refused where they are none', async () => {
    const { id } = await client.topologies.create.mutate({ topology: emaCross('Tagged') })
    const before = (await client.topologies.list.query()).find((one) => one.id === id)
    expect(before?.tags).toEqual([])
    expect(await client.topologies.tag.mutate({ id, tags: ['Trend', 'desk 2', 'trend'] })).toEqual({
      tags: ['trend', 'desk 2'],
    })
    const after = (await client.topologies.list.query()).find((one) => one.id === id)
    expect(after).toEqual({ ...before, tags: ['trend', 'desk 2'] })
    await expect(client.topologies.tag.mutate({ id, tags: ['a,b'] })).rejects.toThrow(/without commas/)
    await expect(client.topologies.tag.mutate({ id: 'nothing', tags: [] })).rejects.toMatchObject({
      data: { code: 'NOT_FOUND' },
    })
  })
})
