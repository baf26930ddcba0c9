import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Topology } from '../../engine/sdk'
import { UNNAMED_KEPT_MAX } from '../db/revisions'
import { emaCross } from '../testing/drawings'
import { START_MS_MAX, startTestServer, type TestServer } from '../testing/harness'

let server: TestServer
let client: ReturnType<TestServer['client']>
beforeAll(async () => {
  server = await startTestServer()
  client = server.client(await server.signIn())
}, START_MS_MAX)
afterAll(async () => {
  await server.dispose()
})

const moved = (drawing: Topology): Topology => ({
  ...drawing,
  layout: { ...drawing.layout, nodes: { ...drawing.layout.nodes, bars: { x: 640, y: 8 } } },
})
const withParam = (drawing: Topology, value: number): Topology => ({
  ...drawing,
  nodes: drawing.nodes.map((node, index) =>
    index === 1 ? { ...node, params: { ...node.params, period: value + 1_000 } } : node,
  ),
})
const hashOf = (drawing: Topology) => server.engine.graphHash(drawing)
const create = async (name = 'Mine') => (await server.db.topologies.create(emaCross(name), 'maker')).id

describe('revisions', () => {
  it('tell who kept what and why, and what changed since the one before', async () => {
    const id = await create()
    const first = await client.revisions.keep.mutate({ id, name: 'Before the holidays' })
    await client.topologies.save.mutate({ id, topology: withParam(moved(emaCross('Mine')), 5), draftRevision: 1 })
    await client.deployments.start.mutate({ topologyId: id, mode: 'backtest' })
    const { draft, revisions } = await client.revisions.history.query({ id })
    expect(draft).toMatchObject({ draftRevision: 2, changes: '' })
    expect(revisions).toMatchObject([
      { number: 2, reason: 'run', name: null, changes: '1 node changed, 1 node moved' },
      { number: first.number, reason: 'name', name: 'Before the holidays', changes: null },
    ])
    expect(revisions[0]?.createdBy).toMatch(/^browser /)
    expect((await client.revisions.get.query({ id, number: 1 })).topology).toEqual(emaCross('Mine'))
  })

  it('are one a graph where it runs, and to the last note under a name', async () => {
    const id = await create()
    const keep = (drawing: Topology, name?: string) =>
      server.db.revisions.keep(id, {
        hash: hashOf(drawing),
        drawing,
        by: 'x',
        reason: name ? 'name' : 'run',
        ...(name ? { name } : {}),
      })
    expect(await keep(emaCross('Mine'))).toBe(1)
    expect(await keep(moved(emaCross('Mine')))).toBe(1)
    expect(await keep(emaCross('Mine'), 'Same drawing')).toBe(1)
    expect(await keep(moved(emaCross('Mine')), 'Same graph, moved')).toBe(2)
    expect(await keep(moved(emaCross('Mine')), 'Another name')).toBe(3)
  })

  it('with a name are never pruned, and a number is never given again', async () => {
    const id = await create()
    const { revisions } = server.db
    const kept = { hash: 'first', drawing: emaCross('Mine'), by: 'x' } as const
    await revisions.keep(id, { ...kept, reason: 'name', name: 'Kept' })
    for (let value = 1; value <= UNNAMED_KEPT_MAX + 3; value++)
      await revisions.keep(id, { ...kept, hash: `graph ${value}`, reason: 'run' })
    const left = await revisions.list(id)
    expect(left).toHaveLength(UNNAMED_KEPT_MAX + 1)
    expect(left.at(-1)).toMatchObject({ number: 1, name: 'Kept' })
    expect(left[0]?.number).toBe(UNNAMED_KEPT_MAX + 4)
    expect(await revisions.get(id, 2)).toBeNull()
    expect(await revisions.rename(id, 1, null)).toBe(true)
    expect((await revisions.get(id, 1))?.name).toBeNull()
    expect(await revisions.rename(id, 2, 'Gone')).toBe(false)
  })

  it('come back as the draft, whose own drawing is kept first', async () => {
    const id = await create('Old name')
    await client.revisions.keep.mutate({ id, name: 'Start' })
    const edited = { ...withParam(emaCross('New name'), 7) }
    await client.topologies.save.mutate({ id, topology: edited, draftRevision: 1 })
    await expect(client.revisions.restore.mutate({ id, number: 1, draftRevision: 1 })).rejects.toThrow('rests on')
    const restored = await client.revisions.restore.mutate({ id, number: 1, draftRevision: 2 })
    const { topology, draftRevision } = await client.topologies.get.query({ id })
    expect(draftRevision).toBe(restored.draftRevision)
    expect(topology).toEqual({ ...emaCross('Old name'), name: 'New name' })
    expect((await client.revisions.get.query({ id, number: restored.kept })).topology).toEqual(edited)
  })

  it('can be applied to what runs: the one that ran before is the way back', async () => {
    const id = await create()
    const info = await client.deployments.start.mutate({ topologyId: id, mode: 'replay' })
    await client.topologies.save.mutate({ id, topology: withParam(emaCross('Mine'), 3), draftRevision: 1 })
    await client.deployments.apply.mutate({ id: info.id })
    expect((await client.deployments.get.query({ id: info.id })).deployment.revision).toBe(2)
    const plan = await client.deployments.planApply.query({ id: info.id, revision: 1 })
    expect(plan.restart).toHaveLength(1)
    await client.deployments.apply.mutate({ id: info.id, revision: 1 })
    expect((await client.deployments.get.query({ id: info.id })).deployment.revision).toBe(1)
    expect((await client.topologies.get.query({ id })).topology).toEqual(withParam(emaCross('Mine'), 3))
    await expect(client.deployments.apply.mutate({ id: info.id, revision: 99 })).rejects.toThrow('no revision 99')
  })
})

it('tells a page that comes back which of its saves were taken in', async () => {
  const id = await create()
  const other = await create()
  await client.topologies.save.mutate({
    id,
    topology: withParam(emaCross('Mine'), 1),
    draftRevision: 1,
    mark: 'page-1',
  })
  await expect(
    client.topologies.save.mutate({ id, topology: emaCross('Late'), draftRevision: 1, mark: 'page-2' }),
  ).rejects.toThrow('rests on')
  expect(await client.topologies.savedMarks.query({ id, marks: ['page-1', 'page-2', 'page'] })).toEqual(['page-1'])
  expect(await client.topologies.savedMarks.query({ id: other, marks: ['page-1'] })).toEqual([])
})
