/** A word of an earlier life of a host that comes when its next life has been heard already. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { Push } from 'zeromq'
import { channelKey, encodeResume } from './codec'
import { Transport } from './transport'
import { bufferOf, makeEvent } from './wire.testing'

const KEY = channelKey(0, 'down')
const RUN = 7
let root = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'pblw-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

async function open(host: string, endpoint: string): Promise<Transport> {
  const hooks = { journal() {}, onChange() {}, onTrouble() {}, onFatal() {} }
  const transport = await Transport.open({ host, endpoint: `ipc://${root}/${endpoint}` }, hooks)
  transport.setRun(RUN)
  return transport
}

it('leads nobody back to where that life listened', async () => {
  const writer = await open('writer', 'writer')
  const out = writer.openOut(KEY, 'reader', 'market')
  writer.start()
  const first = await open('reader', 'first')
  first.openIn(KEY, 'writer', 'market')
  first.start()
  first.connect('writer', writer.endpoint)
  const say = (step: number) => {
    out.writeStep(step, bufferOf('market', [makeEvent('market')]))
    writer.flushAll()
  }
  say(0)
  await vi.waitFor(() => expect(out.queued === 0 || out.isSettled).toBe(true), 10_000)
  const { endpoint } = first
  const [kept] = [...first.inChannels].map((channel) => channel.snapshot())
  first.shut()
  const second = await open('reader', 'second')
  const back = second.openIn(KEY, 'writer', 'market')
  if (kept) back.restore(kept)
  second.start()
  second.connect('writer', writer.endpoint)
  say(1)
  await vi.waitFor(() => expect(back.has(1)).toBe(true), 10_000)
  const late = new Push({ linger: 0 })
  late.connect(writer.endpoint)
  await late.send(encodeResume(RUN, { host: 'reader', endpoint, answerWanted: true, progress: [] }))
  await new Promise((resolve) => setTimeout(resolve, 100))
  say(2)
  await vi.waitFor(() => expect(back.has(2)).toBe(true), 10_000)
  late.close()
  second.shut()
  writer.shut()
})
