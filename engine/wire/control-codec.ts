/** Control messages as bytes: one MessagePack map a frame, without extensions, so that any language reads them. */
import { Packr } from 'msgpackr'
import { type HostCommand, type HostMessage, hostCommand, hostMessage } from './control'

const packr = new Packr({ useRecords: false, mapsAsObjects: true, int64AsType: 'number', moreTypes: false })

/** Why a frame is not a control message. */
export class ControlError extends Error {
  override readonly name = 'ControlError'
}

export function encodeControl(message: HostCommand | HostMessage): Buffer {
  return packr.pack(message)
}

/** @throws ControlError if the bytes are no command of this protocol. */
export function decodeCommand(bytes: Uint8Array): HostCommand {
  return decode(bytes, (value) => hostCommand.safeParse(value), 'command')
}

/** @throws ControlError if the bytes are no message of a host. */
export function decodeHostMessage(bytes: Uint8Array): HostMessage {
  return decode(bytes, (value) => hostMessage.safeParse(value), 'message of a host')
}

type Parsed<T> =
  | { success: true; data: T }
  | { success: false; error: { issues: readonly { path: PropertyKey[]; message: string }[] } }

function decode<T>(bytes: Uint8Array, parse: (value: unknown) => Parsed<T>, what: string): T {
  let value: unknown
  try {
    value = packr.unpack(bytes)
  } catch (cause) {
    throw new ControlError(`not MessagePack, so no ${what}`, { cause })
  }
  const parsed = parse(value)
  if (parsed.success) return parsed.data
  const [first] = parsed.error.issues
  throw new ControlError(`no ${what} of this protocol: ${first?.path.join('.') ?? ''} ${first?.message ?? ''}`)
}
