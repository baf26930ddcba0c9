import type { DataMessage } from './codec'

/** What the owner of a transport is asked and told. */
export interface TransportHooks {
  /** Writes a message down before it counts as held. If it throws, nothing is taken from then on: see `onFatal`. */
  journal(message: DataMessage): void
  /** Something has come that a waiting step may have waited for. */
  onChange(): void
  /** A message that can't be understood, or a peer that is not known. */
  onTrouble(message: string): void
  /** The transport has stopped taking messages, because they can't be journaled or are lost for good. */
  onFatal(error: Error): void
}

/** Where a transport is, and for which run. */
export interface TransportPlace {
  readonly host: string
  /** Endpoint to bind; `tcp://127.0.0.1:*` takes a free port. */
  readonly endpoint: string
}
