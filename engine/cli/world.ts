/** What the commands work on: the home folder with its store, and the kinds. */
import { resolve } from 'node:path'
import { findKind } from '../../nodes/catalog'
import { ensureSample } from '../../nodes/data/synthetic/sample'
import { findManifest } from '../../nodes/manifests'
import { type Catalogue, compileTopology, type Plan } from '../graph'
import type { Topology } from '../sdk'
import { knownData, openStore, type Store } from '../store'
import { CommandError, problemLines } from './topology-file'

export interface World {
  readonly home: string
  readonly store: Store
  catalogue(): Promise<Catalogue>
}

/** Opens PATCHBAY_HOME (default `./.patchbay`) and sees that the sample is there. */
export async function openWorld(): Promise<World> {
  const home = resolve(process.env.PATCHBAY_HOME ?? '.patchbay')
  const store = openStore(home)
  await ensureSample(store)
  return { home, store, catalogue: async () => ({ findManifest, ...(await knownData(store)) }) }
}

/** Compiles a topology, or says everything that is wrong with it. */
export async function compileOrSay(world: World, topology: Topology, seed: number): Promise<Plan> {
  const compiled = compileTopology(topology, await world.catalogue(), { seed })
  if (!compiled.ok) throw new CommandError(problemLines(compiled.problems))
  return compiled.plan
}

export { findKind }
