import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emaCross } from '../testing/drawings'
import { START_MS_MAX, startTestServer, type TestServer } from '../testing/harness'

let server: TestServer
let cookie = ''
beforeAll(async () => {
  server = await startTestServer()
  cookie = await server.signIn()
}, START_MS_MAX)
afterAll(() => server.dispose())

describe('debug sessions', () => {
  it('open the draft as it is saved, move, and end', async () => {
    const client = server.client(cookie)
    const { id: topologyId } = await client.topologies.create.mutate({ topology: emaCross() })
    const { id } = await client.debug.open.mutate({ topologyId })
    expect((await client.debug.ask.mutate({ id, command: { do: 'seek', step: 7 } })).step).toBe(7)
    expect(await client.debug.curve.query({ id })).toEqual({ steps: 100, reached: 0, points: [], fork: null })
    await client.debug.close.mutate({ id })
    await expect(client.debug.ask.mutate({ id, command: { do: 'look' } })).rejects.toThrow('has ended')
  })

  it('answer by REST, too, and refuse what is no command', async () => {
    const client = server.client(cookie)
    const { id: topologyId } = await client.topologies.create.mutate({ topology: emaCross() })
    const ask = (path: string, body: unknown) =>
      server.ask(path, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    const opened = await ask(`/api/topologies/${topologyId}/debug`, {})
    expect(opened.status).toBe(200)
    const { id } = opened.json() as { id: string }
    expect((await ask(`/api/debug/${id}`, { command: { do: 'seek', step: 3 } })).json()).toMatchObject({ step: 3 })
    const wrong = await ask(`/api/debug/${id}`, { command: { do: 'jump' } })
    expect(wrong.status).toBe(400)
    expect((await ask('/api/debug/x-0000000000000000', { command: { do: 'look' } })).status).toBe(404)
    expect((await server.ask(`/api/debug/${id}/curve`)).status).toBe(401)
  })

  it('are refused for a drawing that cannot run, with every problem', async () => {
    const client = server.client(cookie)
    const drawing = emaCross()
    const { id: topologyId } = await client.topologies.create.mutate({
      topology: { ...drawing, links: drawing.links.slice(1) },
    })
    await expect(client.debug.open.mutate({ topologyId })).rejects.toThrow('This topology cannot run')
  })
})
