/** What a deployment is meant to be, on disk: `desired.json`, written whole before anything is done about it. */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Plan, PlanRegistry } from '../graph'
import { CONTROLS, DEPLOYMENT_STATES, MODES, topologySchema } from '../sdk'
import type { Placement } from '../wire/control'
import { deploymentDirectory, deploymentsDirectory, runDirectory } from '../wire/home'
import { isMissing, readTextIfThere, writeFileAtomic } from './files'
import { dataSummary } from './task'

/** Plans are written by this program only and stay in a folder of the user's own: their insides are trusted. */
const ownData = <T>() => z.custom<T>((value) => typeof value === 'object' && value !== null)

export const desiredState = z.object({
  format: z.literal('patchbay.deployment/1'),
  id: z.string(),
  topologyId: z.string().nullable(),
  revision: z.number().int().nullable(),
  mode: z.enum(MODES),
  speed: z.number().nullable(),
  seed: z.number().int(),
  requested: z.enum(['run', 'stop']),
  startedAt: z.string(),
  /** How it ended; null while it runs or is to run again. */
  ended: z.object({ state: z.enum(DEPLOYMENT_STATES), at: z.string(), error: z.string().nullable() }).nullable(),
  /** The drawing as it runs now. */
  topology: topologySchema,
  /** Mixed into the guards' stamps. */
  secret: z.string(),
  /** Ids of nodes that a person has stopped. */
  stopped: z.array(z.string()),
  plan: ownData<Plan>(),
  /** Every index ever given, never taken back. */
  registry: ownData<PlanRegistry>(),
  placements: z.array(ownData<Placement>()),
  /** Every host there ever was: their folders hold the run's record. */
  hosts: z.array(z.string()),
  /** What its guards were last told to obey; null before the first time. */
  control: z
    .object({ seq: z.number().int(), control: z.enum(CONTROLS), requestedAt: z.string(), isKill: z.boolean() })
    .nullable()
    .default(null),
  /** First step at which `plan` and `stopped` hold. */
  fromStep: z.number().int().nonnegative(),
  /** File name of the timeline, or null before it is made. */
  timeline: z.string().nullable(),
  steps: z.number().int().nullable(),
  /** What the timeline was made from. */
  data: dataSummary.nullable(),
  /** What ran from which step on. */
  history: z.array(
    z.object({ fromStep: z.number(), hash: z.string(), revision: z.number().nullable(), at: z.string() }),
  ),
})
export type DesiredState = z.infer<typeof desiredState>

/** Where the files of one deployment lie. */
export class DeploymentFiles {
  readonly dir: string

  constructor(
    readonly home: string,
    readonly id: string,
  ) {
    this.dir = deploymentDirectory(home, id)
  }

  get runDir(): string {
    return runDirectory(this.home, this.id)
  }

  at(name: string): string {
    return join(this.dir, name)
  }

  /** Folder of a host's journal, record and log. */
  hostDir(host: string): string {
    return join(this.dir, 'hosts', host)
  }

  /** Removes the folders of other hosts: a change that did not happen has left them. */
  dropHostsBut(hosts: readonly string[]): void {
    const dir = this.at('hosts')
    if (!existsSync(dir)) return
    for (const name of readdirSync(dir))
      if (!hosts.includes(name)) rmSync(join(dir, name), { recursive: true, force: true })
  }

  /** @throws Error if the disk does not take it; what was there before stays. */
  saveDesired(desired: DesiredState): void {
    mkdirSync(this.dir, { recursive: true })
    writeFileAtomic(this.at('desired.json'), JSON.stringify(desired))
  }

  /** Null if there is no such deployment. @throws Error naming the file if it is not a desired state. */
  loadDesired(): DesiredState | null {
    const path = this.at('desired.json')
    const text = readTextIfThere(path)
    if (text === null) return null
    try {
      return desiredState.parse(JSON.parse(text))
    } catch (cause) {
      throw new Error(`${path} can't be read: restore it from a backup, or remove the folder`, { cause })
    }
  }
}

/** Ids of all deployments on disk. */
export function listDeployments(home: string): string[] {
  try {
    return readdirSync(deploymentsDirectory(home), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}
