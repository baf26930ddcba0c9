/** Every limit of an arrival-order run, by name. */

/** Events of a source, or of one of its links, that wait for a slow reader: from so many on, a newer quote replaces an older. */
export const WAITING_QUOTES_MAX = 16_384
/** Beyond so many waiting events, further bars and trades are missed, and counted. */
export const WAITING_EVENTS_MAX = 65_536
/** Reports and account events that a reader has not handled: beyond so many a gateway waits too. */
export const ANSWERS_WAITING_MAX = 1_000_000
/** Wall time between two snapshots, if anything was done in between. */
export const SNAPSHOT_EVERY_MS = 5_000
/** Bytes of snapshots and journals that a host keeps for a re-run; beyond that the oldest go. */
export const KEPT_BYTES_MAX = 1024 ** 3
/** A node that has missed events is shown as degraded for so long. */
export const DEGRADED_FOR_MS = 10_000
/** Figures of a link's own latency are those of the last full stretch of so long. */
export const HOP_WINDOW_MS = 2_000
/** Figures of latency are those of the last full stretch of so long. */
export const LATENCY_WINDOW_MS = 10_000
/** Of an account that nothing but prices changes, the lowest, highest and last equity of each such stretch are recorded. */
export const ACCOUNT_EVERY_NS = 1_000_000_000n
