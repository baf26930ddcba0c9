/** Every limit of a node host, by name. */

/** Longest stretch of work between two turns of the event loop, in which commands and heartbeats get through. */
export const SLICE_MS_MAX = 4
/** Wall time between two snapshots, if so much was done in between that doing it again would take a while, ... */
export const SNAPSHOT_EVERY_MS = 2_000
export const SNAPSHOT_AFTER_STEPS = 100
/** ... or anything at all. */
export const SNAPSHOT_EVERY_MS_MAX = 10_000
export const HEARTBEAT_EVERY_MS = 1_000
/** Account points and records are told, and the run's record is written, this often. */
export const TELL_EVERY_MS = 100
/** Account points in one telling: more are thinned. */
export const POINTS_MAX = 64
/** A longer gap in the data is a closed market, and is not waited for. */
export const CLOSED_MARKET_MS_MIN = 5 * 60_000
/** A source that is late catches up by at most this much. */
export const PACING_DEBT_MS_MAX = 500
/** How long a stop waits for the step in hand; what is unfinished then is done again from the journal. */
export const STOP_WAIT_MS_MAX = 500
/** How long the last words to the supervisor may take on the way out. */
export const FAREWELL_MS_MAX = 300
/** How often the parent is looked after by the watchdog thread. */
export const PARENT_CHECK_MS = 500
/** Steps are run ahead of what comes up only where the data of so many are here. */
export const AHEAD_STEPS_MIN = 8
/** So many steps are run ahead at first and after a step that was not as assumed; twice as many each time all went well. */
export const AHEAD_STEPS_FIRST = 32
/** Most steps run ahead. */
export const AHEAD_STEPS_MAX = 512
/** Steps between two states to go back to while steps are run ahead. A promise is told as often. */
export const CHECKPOINT_EVERY_STEPS = 128
/** At full speed a source writes down so many steps at once as begun. */
export const BEGUN_AHEAD_STEPS = 64
