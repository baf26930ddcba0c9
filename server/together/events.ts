/** The events of the socket's `/together` namespace: who has a topology open, and that its draft was saved. */
import { z } from 'zod'

/** Most nodes of a selection that others are shown. */
export const SELECTION_MAX = 50
const NAME_LENGTH_MAX = 40

/** Names that pages give: of themselves, and of what they save. */
export const tabId = z.string().regex(/^[\w-]{1,40}$/)

export const joinRequest = z.object({
  topologyId: z.string().min(1).max(64),
  tab: tabId,
  /** What the person wants to be called, if anything. */
  name: z.string().trim().max(NAME_LENGTH_MAX).default(''),
})
export type JoinRequest = z.input<typeof joinRequest>

export const pointRequest = z.object({ selection: z.array(z.string().max(64)).max(SELECTION_MAX) })
export type PointRequest = z.infer<typeof pointRequest>

/** Somebody who has the topology open, in one page. */
export interface Person {
  readonly tab: string
  /** The browser's session, or the API token. */
  readonly actor: string
  readonly name: string
  /** Ids of nodes. */
  readonly selection: readonly string[]
}

export interface TogetherToServer {
  join(request: JoinRequest): void
  point(request: PointRequest): void
}

export interface TogetherToClient {
  /** Everybody there, the one who is told among them, in the order in which they came. */
  people(people: readonly Person[]): void
  draft(news: { draftRevision: number; by: string; tab: string | null }): void
}
