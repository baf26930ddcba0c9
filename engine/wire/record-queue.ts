/** Messages of one link direction in the order they came, read from places in them. */
import { type DataMessage, HEADER_BYTES } from './codec'

/** A place between two records: the message's number, counted from the first that ever came, and the byte in it. */
export interface Place {
  message: number
  byte: number
}

/** Read messages are let go of in stretches of so many. */
const STRETCH = 64

export class RecordQueue {
  /** Where the records not handled begin; move it with `move`. */
  readonly at: Place = { message: 0, byte: HEADER_BYTES }
  private readonly messages: DataMessage[] = []
  /** Number of the first message kept. */
  private first = 0
  private keptFrom: Place | null = null

  push(message: DataMessage): void {
    this.messages.push(message)
  }

  /** The message in which a place lies; undefined if it has not come. */
  viewAt(place: Place): DataView | undefined {
    return this.messages[place.message - this.first]?.view
  }

  /** Moves a place behind a record of so many bytes. */
  move(place: Place, bytes: number): void {
    place.byte += bytes
    if (place.byte < (this.viewAt(place)?.byteLength ?? 0)) return
    place.message++
    place.byte = HEADER_BYTES
    if (place === this.at) this.letGo()
  }

  /** Keeps messages from a place on, though they be handled; null to let go of what is handled. */
  keepFrom(place: Place | null): void {
    this.keptFrom = place
    this.letGo()
  }

  /** Messages from the place of handling on; the first may be handled in part. */
  rest(): DataMessage[] {
    return this.messages.slice(this.at.message - this.first)
  }

  private letGo(): void {
    const done = Math.min(this.at.message, this.keptFrom?.message ?? this.at.message) - this.first
    if (done < STRETCH && done < this.messages.length) return
    this.messages.splice(0, done)
    this.first += done
  }
}
