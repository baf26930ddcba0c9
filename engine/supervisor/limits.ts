/** Every limit of the supervisor, by name. Times in milliseconds. */

/** Hosts being started at the same time: more only take turns on the processors. */
export const SPAWNS_AT_ONCE_MAX = 6
/** From fork to hello. One that dies is noticed at once; on a machine that is overcommitted a start takes long. */
export const HELLO_MS_MAX = 60_000
/** Loading data, restoring a snapshot and re-running a journal's tail. */
export const CONFIGURE_MS_MAX = 120_000
/** Any other command. */
export const COMMAND_MS_MAX = 15_000
/** From `stop` until the process is killed. */
export const STOP_MS_MAX = 8_000
/** From `stop` of a host that still owes steps to others until it is killed. */
export const LEAVE_MS_MAX = 60_000
/** Without a heartbeat for so long, a node is shown as degraded. */
export const HEARTBEAT_DEGRADED_MS = 5_000
/** Without a heartbeat for so long, its process is killed and started again. */
export const HEARTBEAT_LOST_MS = 15_000
/** How often heartbeats are looked after. */
export const HEARTBEAT_CHECK_MS = 1_000
/** Back-off between restarts: doubles from the first to the second. */
export const RESTART_DELAY_MS_MIN = 250
export const RESTART_DELAY_MS_MAX = 10_000
/** A host that ran so long is healthy again: its failures are forgotten. */
export const HEALTHY_AFTER_MS = 30_000
/** Failures in a row after which a host is left alone. */
export const FAILURES_MAX = 10
/** How long a change of what runs waits for processes that are just being restarted. */
export const SETTLE_MS_MAX = 20_000
/** How long a change on the wall clock waits for all processes to have handled what is under way, and how often it looks. */
export const REST_MS_MAX = 10_000
export const REST_LOOK_MS = 5
/** How long a kill waits for positions to be closed, once every process runs that it takes. */
export const FLATTEN_MS_MAX = 5_000
/** How long it waits for that: what died just then, or with the supervisor before, has to come back first. */
export const RETURN_TO_FLATTEN_MS_MAX = 60_000
/** Newest rows of each kind kept in memory for late clients. */
export const ROWS_KEPT_MAX = 1_000
/** Points of the P&L curve kept. */
export const PNL_POINTS_MAX = 2_000
/** Rows in one answer to `records`. */
export const RECORDS_PAGE_MAX = 5_000
/** Rows between two entries of the record file's index. */
export const RECORDS_INDEX_EVERY = 500
/** A log file is put aside at this size, and one older one is kept. */
export const LOG_FILE_BYTES_MAX = 4_000_000
/** Last lines of a host's stderr kept for its note. */
export const STDERR_LINES_KEPT = 20
export const STDERR_LINE_LENGTH_MAX = 2_000
/** How often the retained state is written to disk while it changes. */
export const RETAINED_SAVE_MS = 5_000
/** Telemetry a client has not taken yet: beyond so many rows its connection is given up and it starts from a snapshot. */
export const PENDING_ROWS_MAX = 20_000
/** Messages waiting in a socket for one peer. */
export const SEND_QUEUE_MAX = 2_000
/** A client that has asked nothing for so long is gone (clients ping each second). */
export const CLIENT_SILENT_MS_MAX = 60_000
/** Errors of a drawing told in one message. */
export const PROBLEMS_SAID_MAX = 3
/** Debug sessions at the same time: each holds the data of its run in memory. */
export const DEBUG_SESSIONS_MAX = 4
/** A debug session that is asked nothing for so long ends by itself. */
export const DEBUG_IDLE_MS_MAX = 15 * 60_000
/** One that is asked nothing for so long makes room for another when there are as many as there may be: pages look in each 10 s. */
export const DEBUG_FORSAKEN_MS = 30_000
/** The same of one that is only kept for the next question: longer than the gap between two looks at a search. */
export const DEBUG_SPARE_MS = 1_000
/** Loading the data of a debug session. */
export const DEBUG_OPEN_MS_MAX = 120_000
/** Any question to a debug session; long moves are answered before their end. */
export const DEBUG_ANSWER_MS_MAX = 12_000
/** Questions why about runs on the wall clock that are answered at the same time, and how long one may take. */
export const WHY_AT_ONCE_MAX = 2
export const WHY_MS_MAX = 120_000
/** How long the process of a backtest waits for the next one. */
export const BACKTEST_KEPT_MS = 60_000
/** Sweeps that run at the same time: each takes every core. The others wait, the oldest first. */
export const SWEEPS_AT_ONCE_MAX = 2
/**
 * How far processes stand back (`nice`) behind the supervisor and the server: whatever they do, a person must be able to
 * watch and to press Stop.
 */
export const NICE_OF_PAPER = 5
export const NICE_OF_REPLAY = 10
export const NICE_OF_SWEEPS = 15
/** Times a sweep's process is started before the sweep is given up. */
export const SWEEP_STARTS_MAX = 4
/** Bytes of reports of a running deployment that are read at once to say what did not become a trade. */
export const DECISION_BYTES_MAX = 32 * 1024 * 1024
/** Lines of such an answer, the newest. */
export const DECISION_LINES_MAX = 5_000
