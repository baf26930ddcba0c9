import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readOldest, SnapshotStore } from '../snapshot'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pbk-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const entry = (value: number) => Uint8Array.from({ length: 1_000 }, () => value)

function fill(keptBytesMax: number): void {
  const store = new SnapshotStore<{ number: number }>(dir, keptBytesMax)
  for (let number = 0; number < 8; number++) {
    store.save({ number }, false, (message) => expect.fail(message))
    store.journal.data(entry(number))
  }
  store.close()
}

it('keeps all journals from the first snapshot on, for a re-run', () => {
  fill(1_000_000)
  const kept = readOldest<{ number: number }>(dir)
  expect(kept?.state).toEqual({ number: 0 })
  expect(kept?.tail.map((one) => (one.type === 'data' ? one.bytes[0] : null))).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
})

it('lets the oldest stretches go beyond the limit, and what is kept still joins up', () => {
  fill(4_500)
  const kept = readOldest<{ number: number }>(dir)
  const first = kept?.state.number ?? 0
  expect(first).toBeGreaterThan(0)
  expect(kept?.tail.map((one) => (one.type === 'data' ? one.bytes[0] : null))).toEqual(
    Array.from({ length: 8 - first }, (_, place) => first + place),
  )
  expect(readdirSync(dir).some((name) => name === `input-${first - 1}.journal`)).toBe(false)
  const again = new SnapshotStore<{ number: number }>(dir, 4_500)
  expect(again.load()?.state).toEqual({ number: 7 })
  again.close()
})

it('counts, and lets go, what came in while no snapshot could be written', () => {
  const store = new SnapshotStore<{ number: number }>(dir, 3_000)
  const failures: string[] = []
  for (let number = 0; number < 8; number++) {
    // A folder in its place: the snapshot can't be written.
    if (number >= 2 && number < 5) mkdirSync(join(dir, `snapshot-${number}.bin.new`))
    store.save({ number }, false, (message) => failures.push(message))
    store.journal.data(entry(number))
  }
  store.close()
  expect(failures).toHaveLength(3)
  expect(failures[0]).toMatch(/snapshot-2\.bin could not be written .* the journal still hold/)
  const kept = readOldest<{ number: number }>(dir)
  expect(kept).toMatchObject({ state: { number: 5 }, gaps: [] })
  expect(readdirSync(dir).filter((name) => /^input-[0-4]\./.test(name))).toEqual([])
})
