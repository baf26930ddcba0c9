/** What tests of the supervisor stand on: a home, the fake host's bundle, toy kinds, and looks at processes. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { TOY_CATALOGUE, TOY_TOPOLOGY } from '../../runtime/toy-kinds.testing'
import type { Topology } from '../../sdk'
import { startTicksOf } from '../../wire/alive'
import type { SupervisorOptions } from '../supervisor'
import type { RunTask, TaskRequest } from '../task'

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))))

/** Bundles a process's entry beside the product's own bundles, where native packages are found. */
export async function bundle(entry: string, name: string): Promise<string> {
  const outfile = join(root, 'dist', 'testing', name)
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    packages: 'external',
    logLevel: 'error',
  })
  return outfile
}

export function makeHome(): { home: string; remove(): void } {
  const home = mkdtempSync(join(tmpdir(), 'pb-home-'))
  return { home, remove: () => rmSync(home, { recursive: true, force: true }) }
}

/** A timeline of so many steps; reports are only noted. */
export function fakeTasks(steps: number): { runTask: RunTask; requests: TaskRequest[] } {
  const requests: TaskRequest[] = []
  const runTask: RunTask = async (request) => {
    requests.push(request)
    if (request.type === 'report') {
      mkdirSync(request.outDir, { recursive: true })
      writeFileSync(join(request.outDir, 'report.json'), '{}')
      return null
    }
    writeFileSync(request.path, Buffer.alloc(8 * steps))
    return { steps, hash: 'h', rows: steps, fromNs: '0', toNs: '1' }
  }
  return { runTask, requests }
}

export function toyOptions(home: string, hostScript: string, runTask: RunTask): SupervisorOptions {
  return {
    home,
    hostScript,
    backtestScript: hostScript,
    sweepScript: hostScript,
    debugScript: hostScript,
    runTask,
    catalogue: async () => TOY_CATALOGUE,
  }
}

/** The toy topology with other params for some of its nodes, and further nodes and links. */
export function toys(
  change: {
    params?: Record<string, Record<string, unknown>>
    add?: [id: string, kind: string][]
    links?: string[]
  } = {},
): Topology {
  const nodes = [
    ...TOY_TOPOLOGY.nodes.map((node) => ({ ...node, params: { ...node.params, ...change.params?.[node.id] } })),
    ...(change.add ?? []).map(([id, kind]) => ({
      id,
      kind,
      version: 1,
      label: '',
      params: { ...change.params?.[id] },
    })),
  ]
  const links = (change.links ?? []).map((text) => ({ from: text.split('>')[0] ?? '', to: text.split('>')[1] ?? '' }))
  return { ...TOY_TOPOLOGY, nodes, links: [...TOY_TOPOLOGY.links, ...links] }
}

/** True if a process of this id runs; a zombie does not. */
export const isAlive = (pid: number): boolean => startTicksOf(pid) !== null

/** The commands a fake host of a deployment has been given, oldest first. */
export function commandsOf(home: string, id: string, host: string): Record<string, unknown>[] {
  const text = readFileSync(join(home, 'deployments', id, 'hosts', host, 'commands.jsonl'), 'utf8')
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}
