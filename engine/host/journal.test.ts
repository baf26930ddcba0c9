import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Journal, JournalError, readJournal } from './journal'
import { SnapshotStore } from './snapshot'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pbj-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const payloads = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 20 })
const dataOf = (path: string) => readJournal(path).flatMap((entry) => (entry.type === 'data' ? [[...entry.bytes]] : []))

describe('journal', () => {
  it('gives back what was written, up to the entry in which it was cut off, and goes on from there', () => {
    fc.assert(
      fc.property(payloads, fc.nat(), payloads, (before, cut, after) => {
        const path = join(dir, 'torn.journal')
        rmSync(path, { force: true })
        const first = Journal.open(path)
        const ends = before.map((bytes) => {
          first.data(bytes)
          return readFileSync(path).length
        })
        first.close()
        const size = readFileSync(path).length
        const length = cut % (size + 1)
        truncateSync(path, length)
        const whole = before.filter((_, place) => (ends[place] ?? 0) <= length).map((bytes) => [...bytes])
        const second = Journal.open(path)
        for (const bytes of after) second.data(bytes)
        second.close()
        expect(dataOf(path)).toEqual([...whole, ...after.map((bytes) => [...bytes])])
      }),
    )
  })

  it('cuts off an entry whose bytes are not what was written', () => {
    const path = join(dir, 'a.journal')
    const journal = Journal.open(path)
    journal.data(Uint8Array.of(1, 2, 3))
    journal.begun(7)
    journal.halt(9, true)
    journal.close()
    expect(readJournal(path).map(({ type }) => type)).toEqual(['data', 'begun', 'halt'])
    const bytes = readFileSync(path)
    bytes[bytes.length - 1] = 9
    writeFileSync(path, bytes)
    expect(readJournal(path).map(({ type }) => type)).toEqual(['data', 'begun'])
    appendFileSync(path, 'rubbish')
    expect(readJournal(path).length).toBe(2)
  })

  it('names the path and the remedy when it cannot be written', () => {
    const path = join(dir, 'missing', 'input.journal')
    expect(() => Journal.open(path)).toThrow(JournalError)
    expect(() => Journal.open(path)).toThrow(new RegExp(`${path}.*ENOENT.*make room`))
  })

  it('refuses a file that is something else', () => {
    const path = join(dir, 'other.journal')
    writeFileSync(path, 'something else entirely')
    expect(() => readJournal(path)).toThrow(/not a journal of this version/)
  })
})

describe('snapshots', () => {
  const fail = (message: string) => {
    throw new Error(message)
  }

  it('give the newest state and what came in after it', () => {
    const store = new SnapshotStore<{ n: number }>(dir)
    expect(store.load()).toBeNull()
    store.save({ n: 1 }, false, fail)
    store.journal.begun(1)
    store.save({ n: 2 }, true, fail)
    store.journal.begun(2)
    store.close()
    const found = new SnapshotStore<{ n: number }>(dir).load()
    expect(found).toEqual({ state: { n: 2 }, tail: [{ type: 'begun', step: 2 }], damaged: [] })
  })

  it('fall back to the one before, with both journals, when the newest is torn', () => {
    const store = new SnapshotStore<{ n: number }>(dir)
    for (let n = 0; n < 4; n++) {
      store.save({ n }, false, fail)
      store.journal.begun(n)
    }
    store.close()
    truncateSync(join(dir, 'snapshot-3.bin'), 20)
    const again = new SnapshotStore<{ n: number }>(dir)
    expect(again.load()).toMatchObject({
      state: { n: 2 },
      tail: [
        { type: 'begun', step: 2 },
        { type: 'begun', step: 3 },
      ],
      damaged: [join(dir, 'snapshot-3.bin')],
    })
    again.journal.begun(4)
    again.close()
    expect(new SnapshotStore<{ n: number }>(dir).load()?.tail.length).toBe(3)
  })

  it('go on from the journal when a snapshot cannot be written', () => {
    const store = new SnapshotStore<{ n: number }>(dir)
    store.save({ n: 0 }, false, fail)
    store.journal.begun(0)
    mkdirSync(join(dir, 'snapshot-1.bin.new'))
    const told: string[] = []
    store.save({ n: 1 }, false, (message) => told.push(message))
    store.journal.begun(1)
    store.close()
    expect(told).toEqual([expect.stringContaining('snapshot-1.bin')])
    const found = new SnapshotStore<{ n: number }>(dir).load()
    expect(found?.state).toEqual({ n: 0 })
    expect(found?.tail.length).toBe(2)
  })

  it('say so when none is whole', () => {
    const store = new SnapshotStore<{ n: number }>(dir)
    store.save({ n: 0 }, false, fail)
    store.close()
    writeFileSync(join(dir, 'snapshot-0.bin'), 'x')
    expect(() => new SnapshotStore(dir).load()).toThrow(/restore the folder from a copy/)
  })
})
