/** The folder of a sweep: sweep.json, results.jsonl while it runs, results.csv once it has ended. */
import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { type SweepState, type SweepTrial, sweepState, sweepTrial } from '../sdk'

export const STATE_FILE = 'sweep.json'
export const RESULTS_FILE = 'results.jsonl'
export const TABLE_FILE = 'results.csv'
export const EQUITY_FILE = 'equity.csv'

/** Trials between two calls that force them to the disk: so many at most are made again after a power cut. */
const SYNC_EVERY = 64

/** Replaces a file whole. @throws Error naming it. */
export function replaceFile(dir: string, name: string, text: string): void {
  const path = join(dir, name)
  try {
    writeFileSync(`${path}.new`, text)
    renameSync(`${path}.new`, path)
  } catch (cause) {
    throw new Error(`cannot write ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

/** A sweep's state as it was last written; null if there is none that can be read. */
export function readState(dir: string): SweepState | null {
  try {
    return sweepState.parse(JSON.parse(readFileSync(join(dir, STATE_FILE), 'utf8')))
  } catch {
    return null
  }
}

/** The trials in a results file, and where the last whole line ends: a crash may have torn the one after it. */
export function readTrials(dir: string): { trials: SweepTrial[]; bytes: number } {
  const text = readText(join(dir, RESULTS_FILE))
  const trials: SweepTrial[] = []
  let bytes = 0
  for (const line of text.split('\n').slice(0, -1)) {
    const trial = parseLine(line)
    if (!trial) break
    trials.push(trial)
    bytes += Buffer.byteLength(line) + 1
  }
  return { trials, bytes }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function parseLine(line: string): SweepTrial | null {
  try {
    return sweepTrial.parse(JSON.parse(line))
  } catch {
    return null
  }
}

/** Appends trials to the results file. */
export class TrialLog {
  private readonly fd: number
  private unsynced = 0

  /** @param keepBytes of what is there; the rest is cut off. */
  constructor(dir: string, keepBytes: number) {
    mkdirSync(dir, { recursive: true })
    this.fd = openSync(join(dir, RESULTS_FILE), 'a')
    ftruncateSync(this.fd, keepBytes)
  }

  append(trial: SweepTrial): void {
    writeSync(this.fd, `${JSON.stringify(trial)}\n`)
    if (++this.unsynced < SYNC_EVERY) return
    fsyncSync(this.fd)
    this.unsynced = 0
  }

  close(): void {
    fsyncSync(this.fd)
    closeSync(this.fd)
  }
}
