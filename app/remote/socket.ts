/** The page's way to be told things: one connection to the server, whatever is heard over it. */
import { io, type Socket } from 'socket.io-client'

/** A server that was away is back within seconds, and until then nobody sees what trades: it is sought again at least so often. */
const SOUGHT_EVERY_MS_MAX = 2_000

/** Opens a namespace of the connection, `/live` or `/together`; it is sought again by itself when it is lost. */
export const connectTo = (namespace: string): Socket =>
  io(namespace, { transports: ['websocket'], withCredentials: true, reconnectionDelayMax: SOUGHT_EVERY_MS_MAX })
