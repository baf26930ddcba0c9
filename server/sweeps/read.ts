/** A sweep's folder as the engine leaves it: how it stands, and its trials. */
import { type FileHandle, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type SweepState, type SweepTrial, sweepState, sweepTrial } from '../../engine/sdk'
import { fail } from '../api/errors'
import { thinCurve } from '../runs/thin'

/** Bytes of results read at once. */
const CHUNK_BYTES = 1 << 20
/** Most points of the stitched curve. */
const POINTS_MAX = 800

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** Null while nothing has been written yet. */
export async function readSweepState(folder: string): Promise<SweepState | null> {
  try {
    const state = sweepState.parse(JSON.parse(await readFile(join(folder, 'sweep.json'), 'utf8')))
    if (!state.walkForward) return state
    const equity = thinCurve(state.walkForward.equity, POINTS_MAX)
    return { ...state, walkForward: { ...state.walkForward, equity: [...equity] } }
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

/**
 * The trials from a place in the results on; ask again from `next`. Nothing new where `next` is what was asked.
 * @throws 400 where no line begins there.
 */
export async function readSweepTrials(folder: string, from: number): Promise<{ rows: SweepTrial[]; next: number }> {
  const file = await open(join(folder, 'results.jsonl'), 'r').catch((error) => {
    if (isMissing(error)) return null
    throw error
  })
  if (!file) return { rows: [], next: from }
  try {
    if (!(await beginsLine(file, from)))
      throw fail('BAD_REQUEST', 'No trial begins there: leave `from` out, or give what `next` said', { path: 'from' })
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(CHUNK_BYTES), position: from })
    // What comes after the last line's end is still being written.
    const end = buffer.subarray(0, bytesRead).lastIndexOf(0x0a) + 1
    const lines = buffer.subarray(0, end).toString('utf8').split('\n').filter(Boolean)
    return { rows: lines.map((line) => sweepTrial.parse(JSON.parse(line))), next: from + end }
  } finally {
    await file.close()
  }
}

/** True at the beginning, and behind a line's end. */
async function beginsLine(file: FileHandle, place: number): Promise<boolean> {
  if (place === 0) return true
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(1), position: place - 1 })
  return bytesRead === 1 && buffer[0] === 0x0a
}
