import { dirname, join } from 'node:path'
import { hash32 } from '../sdk'
import { SOCKET_PATH_BYTES_MAX } from './limits'

const IPC = 'ipc://'

/**
 * Where a host listens for data: a socket beside the supervisor's (in a folder that only its owner may enter), or a free
 * port of the loopback address where the supervisor uses one. Each life of a host has its own.
 * @throws Error if the folder's path is too long for a socket.
 */
export function dataEndpoint(control: string, host: string, pid: number): string {
  if (!control.startsWith(IPC)) return 'tcp://127.0.0.1:*'
  const name = `${hash32(host).toString(36)}-${pid.toString(36)}`
  const path = join(dirname(control.slice(IPC.length)), name)
  if (Buffer.byteLength(path) > SOCKET_PATH_BYTES_MAX)
    throw new Error(`the path ${path} is too long for a socket: set TMPDIR to a shorter one, such as /tmp`)
  return `${IPC}${path}`
}
