/** The debug process: opens one run that its parent hands it over the lifeline, and moves through it as it is told. */
import { findKind } from '../../nodes/catalog'
import { findManifest } from '../../nodes/manifests'
import { type Catalogue, compileTopology, type Plan } from '../graph'
import { problemLine, type Topology } from '../sdk'
import { knownData, openStore } from '../store'
import {
  type DebugMessage,
  type DebugRequest,
  debugRequest,
  type WhyMessage,
  type WhyRequest,
  whyRequest,
} from '../wire/debug-messages'
import { runTagOf } from '../wire/run-tag'
import { withParams } from './branch'
import { type DebugDeps, DebugRun } from './debug-run'
import type { MakeFork } from './fork'
import { whyOfJournals } from './journals/why'
import { Session } from './session'

process.on('disconnect', () => process.exit(1))
if (!process.send || !process.connected) {
  console.error('The debug process is started by the supervisor: press Debug over a drawing in the app')
  process.exit(1)
}

const say = (message: DebugMessage | WhyMessage) =>
  new Promise<void>((resolve) => {
    process.send?.(message, () => resolve())
  })

let session: Session | null = null

function planOf(topology: Topology, catalogue: Catalogue, seed: number): Plan {
  const compiled = compileTopology(topology, catalogue, { seed })
  if (!compiled.ok) throw new Error(compiled.problems.map(problemLine).join('\n'))
  return compiled.plan
}

async function open({ topology, home, seed }: Extract<DebugRequest, { type: 'open' }>): Promise<Session> {
  process.title = `patchbay debug ${topology.name}`
  const store = openStore(home)
  const catalogue = { findManifest, ...(await knownData(store)) }
  const deps: DebugDeps = {
    findKind,
    openDataset: (name, range, idOf) => store.open(name, range, idOf),
    // What nodes log is not told: it would be told again at each way through the same step.
    log() {},
  }
  const run = await DebugRun.open(planOf(topology, catalogue, seed), deps)
  const makeFork: MakeFork = async (ran, changes, mover) => {
    const { changed, told } = withParams(topology, changes)
    return { run: await ran.branch(planOf(changed, catalogue, seed), deps, mover), told }
  }
  return new Session(run, findManifest, makeFork)
}

/** Reads the journals of a run for one question. */
async function answer({ dir, deployment, orderId, names }: WhyRequest): Promise<void> {
  process.title = `patchbay why ${orderId}`
  const world = { findKind, names, runTag: runTagOf(deployment) }
  await say({ type: 'why', answer: await whyOfJournals(dir, orderId, world, findManifest) })
}

async function serve(message: unknown): Promise<void> {
  const asked = whyRequest.safeParse(message)
  if (asked.success) return answer(asked.data)
  const request = debugRequest.parse(message)
  if (request.type === 'open') {
    session = await open(request)
    await say({ type: 'opened' })
    return
  }
  if (!session) throw new Error('no run has been opened yet')
  const { id } = request
  if (request.type === 'curve') await say({ type: 'curve', id, curve: session.curve() })
  else await say({ type: 'state', id, state: await session.ask(request.command) })
}

process.on('message', (message) => {
  serve(message).catch(async (error: unknown) => {
    await say({ type: 'failed', error: error instanceof Error ? error.message : String(error) })
    process.exit(1)
  })
})
