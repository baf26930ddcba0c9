import { io, type Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { emaCross } from '../testing/drawings'
import { START_MS_MAX, startTestServer, type TestServer } from '../testing/harness'
import type { Person, TogetherToClient, TogetherToServer } from './events'

type TogetherSocket = Socket<TogetherToClient, TogetherToServer>

let server: TestServer
let cookie: string
let id: string
const sockets: TogetherSocket[] = []

beforeAll(async () => {
  server = await startTestServer()
  cookie = await server.signIn()
  id = (await server.db.topologies.create(emaCross(), 'maker')).id
}, START_MS_MAX)
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect()
})
afterAll(() => server.dispose())

/** A page that has joined; `until` resolves with the first word of people that fits. */
function join(tab: string, name = '', topologyId = id) {
  const socket: TogetherSocket = io(`${server.base}/together`, {
    transports: ['websocket'],
    forceNew: true,
    extraHeaders: { cookie },
  })
  sockets.push(socket)
  socket.emit('join', { topologyId, tab, name })
  const until = (fits: (people: readonly Person[]) => boolean) =>
    new Promise<readonly Person[]>((resolve) => {
      socket.on('people', (people) => {
        if (fits(people)) resolve(people)
      })
    })
  return { socket, until }
}
const tabs = (people: readonly Person[]) => people.map(({ tab }) => tab).sort()

it('tells everybody who is there, what they have selected, and that they have gone', async () => {
  const ann = join('ann', ' Ann ')
  const both = ann.until((people) => people.length === 2)
  const bob = join('bob')
  expect(tabs(await both)).toEqual(['ann', 'bob'])
  const pointed = ann.until((people) => people.some(({ selection }) => selection.length > 0))
  bob.socket.emit('point', { selection: ['fast'] })
  const people = await pointed
  expect(people.find(({ tab }) => tab === 'bob')).toMatchObject({ selection: ['fast'], name: '' })
  expect(people.find(({ tab }) => tab === 'ann')?.name).toBe('Ann')
  expect(people[0]?.actor).toMatch(/^browser /)
  const alone = ann.until((left) => left.length === 1)
  bob.socket.disconnect()
  expect(tabs(await alone)).toEqual(['ann'])
})

it('does not pass on every stroke of somebody who points in a hurry, but the last one', async () => {
  const ann = join('ann')
  const bob = join('bob')
  await ann.until((people) => people.length === 2)
  let count = 0
  ann.socket.on('people', () => count++)
  const last = ann.until((people) => people.some(({ selection }) => selection[0] === 'node-300'))
  for (let at = 1; at <= 300; at++) bob.socket.emit('point', { selection: [`node-${at}`] })
  await last
  expect(count).toBeLessThan(100)
})

it('tells of each save, by whom and from which page, and only in that topology', async () => {
  const other = await server.db.topologies.create(emaCross(), 'maker')
  const ann = join('ann')
  await ann.until((people) => people.length === 1)
  const news: unknown[] = []
  ann.socket.on('draft', (draft) => news.push(draft))
  const client = server.client(cookie)
  await client.topologies.save.mutate({ id: other.id, topology: emaCross('Other'), draftRevision: 1 })
  const told = new Promise((resolve) => ann.socket.once('draft', resolve))
  await client.topologies.save.mutate({ id, topology: emaCross('New'), draftRevision: 1, tab: 'bob' })
  await told
  expect(news).toEqual([{ draftRevision: 2, by: expect.stringMatching(/^browser /), tab: 'bob' }])
})

it('lets nobody in without a session, and does not mind what is not understood', async () => {
  const stranger = io(`${server.base}/together`, { transports: ['websocket'], forceNew: true })
  sockets.push(stranger)
  await new Promise((resolve) => stranger.once('connect_error', resolve))
  const ann = join('ann')
  await ann.until((people) => people.length === 1)
  const still = ann.until((people) => people.length === 2)
  const odd: { emit(name: string, payload: unknown): unknown } = ann.socket
  for (const payload of [null, 1, { topologyId: 3 }, { tab: 'a b' }]) odd.emit('join', payload)
  for (const payload of [null, { selection: 'x' }, { selection: Array(500).fill('a') }]) odd.emit('point', payload)
  join('bob')
  expect((await still).every(({ selection }) => selection.length === 0)).toBe(true)
  expect(server.errors).toEqual([])
})
