/** Every limit of the wire, by name. */

/** Records of one link direction said and not yet handled: beyond so many the sender waits (at a step's start). */
export const WINDOW_RECORDS_MAX = 8_192
/** Bytes of one link direction said and not yet held by the receiver: beyond so many the sender waits. */
export const WINDOW_BYTES_MAX = 512 * 1024
/** A batch of so many bytes is sent even though more could be said at once. */
export const BATCH_BYTES_MAX = 16 * 1024
/** Messages to one peer are sent together up to so many bytes. */
export const TOGETHER_BYTES_MAX = 32 * 1024
/** An acknowledgement goes out once so many records have been handled since the last, ... */
export const ACK_AFTER_RECORDS = WINDOW_RECORDS_MAX / 8
/** ... and in any case so many milliseconds after there was something to acknowledge, or once all is done. */
export const ACK_AFTER_MS = 200
/** What nobody waits for is sent at most so many milliseconds later; a peer is not asked the same more often. */
export const LATER_MS = 20
/** Without an answer for so long, a peer is asked what it holds. */
export const RESUME_AFTER_MS = 1_000
/** Bytes of the largest message taken from a socket. */
export const MESSAGE_BYTES_MAX = 16 * 1024 * 1024
/** Bytes of a path that a Unix socket can be bound to, less what a name in it needs. */
export const SOCKET_PATH_BYTES_MAX = 100
/** Messages waiting in a socket for a peer that does not read; windows keep a live one far below. */
export const SEND_QUEUE_MAX = 20_000
