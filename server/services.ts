import type { Database } from './db'
import type { DeploymentBook } from './deployments/book'
import type { Projector } from './deployments/projector'
import type { Turns } from './deployments/turns'
import type { Engine } from './engine'
import type { KindView } from './kinds'
import type { Templates } from './templates'
import type { DraftHub } from './together/drafts'
import type { WhyDesk } from './why/desk'

/** What procedures work with. */
export interface Services {
  readonly db: Database
  readonly engine: Engine
  /** What every deployment was last said to be. */
  readonly book: DeploymentBook
  /** Keeps the database up with the journals. */
  readonly projector: Projector
  /** Changes of what runs of one topology (its id) come one after another. */
  readonly turns: Turns
  /** Tells whoever has a topology open that its draft was saved. */
  readonly drafts: DraftHub
  /** Does runs again to say why. */
  readonly why: WhyDesk
  readonly kinds: readonly KindView[]
  readonly templates: Templates
  readonly version: string
  /** PATCHBAY_HOME. */
  readonly home: string
  /** `http://host:port` as a person would type it. */
  origin(): string
}
