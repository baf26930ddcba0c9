import { readFile } from 'node:fs/promises'
import { parseTopologyText } from '../graph'
import { flatTopology, type Problem, problemLine, type Topology, withParams } from '../sdk'
import { fileWords } from './file-words'

/** An error whose message is meant for the person at the terminal; printed without a stack. */
export class CommandError extends Error {}

/** The lines that `check` prints for a list of problems. */
export function problemLines(problems: readonly Problem[]): string {
  return problems
    .map((problem) => `${problem.severity === 'warning' ? 'warning: ' : ''}${problemLine(problem)}`)
    .join('\n')
}

/** Reads a topology file and applies `--set node.param=VALUE` to it. */
export async function readTopologyFile(path: string, settings: readonly string[] = []): Promise<Topology> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(fileWords(path, error))
  })
  const parsed = parseTopologyText(text)
  if (!parsed.ok)
    throw new CommandError(parsed.problems.map((problem) => `${path}: ${problemLine(problem)}`).join('\n'))
  return settings.reduce(applySetting, parsed.topology)
}

/** A topology with one param set: `spread.window=90`. The value is JSON where it reads as such, else text. */
export function applySetting(topology: Topology, setting: string): Topology {
  const match = /^([^.=]+)\.([^=]+)=(.*)$/s.exec(setting)
  if (!match) throw new CommandError(`--set ${setting}: write node.param=VALUE, such as spread.window=90`)
  const [, id = '', param = '', text = ''] = match
  const known = new Set([...topology.nodes, ...flatTopology(topology).nodes].map((node) => node.id))
  if (!known.has(id))
    throw new CommandError(`--set ${setting}: there is no node "${id}"; there are ${[...known].join(', ')}`)
  return withParams(topology, [{ node: id, param, value: readValue(text) }])
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
