/** Journals and records that are not what the run has left: said by file, and never taken for a node's fault. */
import { appendFileSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { reportCodec } from '../../report/records'
import { TOY_TOPOLOGY } from '../../runtime/toy-kinds.testing'
import { rerunDeployment } from './rerun'
import { Rig } from './rig.testing'

const SOURCES = TOY_TOPOLOGY.nodes.filter(({ kind }) => kind === 'data.toy').map(({ id }) => id)
const READER = TOY_TOPOLOGY.links.find(({ from }) => SOURCES.some((id) => from.startsWith(`${id}.`)))?.to.split('.')[0]
const GATEWAY = TOY_TOPOLOGY.nodes.find(({ kind }) => kind.startsWith('gateway.'))?.id ?? ''

let rig: Rig

beforeEach(async () => {
  rig = new Rig()
  for (const host of rig.hosts) await rig.spawn(host)
  for (let round = 0; round < 60; round++)
    for (const source of SOURCES) {
      const tap = rig.taps.get(source)
      tap?.out.next().setTrade(round % 2, 100 + ((round * 7) % 11), 10)
      tap?.said?.(1_700_000_000_000_000_000n + BigInt(round) * 1_000_000_000n)
      if (round % 10 === 9) await rig.quiet()
    }
  await rig.quiet()
  await rig.stop()
})
afterEach(() => rig.close())

const rerun = () => rerunDeployment(rig.dir, rig.findKind)
const fileOf = (host: string, name: string) => join(rig.dir, 'hosts', host, name)

/** Where a crash may tear an entry; how many snapshots there were by then is a matter of time. */
function newestJournal(host: string): string {
  const numbers = readdirSync(fileOf(host, '')).flatMap((name) => /^input-(\d+)\.journal$/.exec(name)?.[1] ?? [])
  return fileOf(host, `input-${Math.max(...numbers.map(Number))}.journal`)
}

/** Another byte in the middle of a file. */
function spoil(path: string): void {
  const bytes = readFileSync(path)
  const middle = bytes.length >> 1
  bytes[middle] = (bytes[middle] ?? 0) ^ 0xff
  writeFileSync(path, bytes)
}

it('is the same while nothing is damaged, also with a last entry that a crash has torn', async () => {
  expect(await rerun()).toMatchObject({ divergence: null, passedOver: [], hosts: rig.hosts.length })
  appendFileSync(newestJournal(READER ?? ''), Buffer.from([200, 0, 0, 0, 1, 2, 3, 4, 1]))
  expect(await rerun()).toMatchObject({ divergence: null })
})

it('a journal with another byte, one that is cut off, or gone, is named with the place', async () => {
  const path = fileOf(READER ?? '', 'input-0.journal')
  const whole = readFileSync(path)
  spoil(path)
  await expect(rerun()).rejects.toThrow(/input-0\.journal is damaged from byte \d+ on\n.*Copy the folder again/)
  writeFileSync(path, whole.subarray(0, -5))
  await expect(rerun()).rejects.toThrow(/input-0\.journal is damaged from byte \d+ on/)
  rmSync(path)
  await expect(rerun()).rejects.toThrow(/input-0\.journal is missing/)
})

it('a host whose folder is gone is missed', async () => {
  rmSync(join(rig.dir, 'hosts', GATEWAY), { recursive: true })
  await expect(rerun()).rejects.toThrow(new RegExp(`hosts.${GATEWAY} holds no whole snapshot`))
})

it('a damaged snapshot is passed over, and told', async () => {
  spoil(fileOf(GATEWAY, 'snapshot-0.bin'))
  const { divergence, passedOver } = await rerun()
  expect(divergence).toBeNull()
  expect(passedOver).toEqual([fileOf(GATEWAY, 'snapshot-0.bin')])
})

it('a row too many in the record is found; one too few was not on the disk yet; no row is by a node that never was', async () => {
  const path = fileOf(GATEWAY, join('record', 'reports.pbl'))
  const whole = readFileSync(path)
  const first = whole.subarray(16, 16 + reportCodec.bytes)
  expect(whole.length).toBeGreaterThan(16 + 2 * reportCodec.bytes)
  appendFileSync(path, first)
  expect(await rerun()).toMatchObject({
    divergence: { nodeId: GATEWAY, where: expect.stringMatching(/^in the record of reports/), rerun: null },
  })
  truncateSync(path, whole.length - reportCodec.bytes)
  expect(await rerun()).toMatchObject({ divergence: null })
  writeFileSync(path, whole)
  const stranger = Buffer.from(first)
  stranger.writeInt32LE(4711, 8)
  appendFileSync(path, stranger)
  await expect(rerun()).rejects.toThrow(/a row is by node 4711, which the run never had/)
})
