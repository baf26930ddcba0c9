/** The last that a node has heard on each of its links, instrument by instrument, while its host's journal is played. */
import type { Output } from '../../runtime'
import type { EventOf, PortType } from '../../sdk'
import { aboutOf, type Said } from '../overheard'

/** What was heard, with the sender's own count of local steps and the instant. */
export interface HeardSaid extends Said {
  readonly tsNs: bigint
}

/** Key of what is about no instrument. */
const ACCOUNT = -1
type Words = (output: Output, place: number) => { readonly short: string; readonly text: string }

export class Heard {
  private readonly links = new Map<number, Map<number, HeardSaid>>()

  constructor(private readonly words: Words) {}

  /** Takes what lies in the buffer of a link. @param step the sender's. */
  hear(link: number, output: Output, step: number, tsNs: bigint): void {
    if (!HEARD.has(output.type)) return
    const known = this.links.get(link) ?? new Map<number, HeardSaid>()
    this.links.set(link, known)
    for (let place = 0; place < output.buffer.count; place++) {
      const instruments = aboutOf(output, place)
      const said = { step, tsNs, instruments, ...this.words(output, place) }
      for (const id of instruments.length > 0 ? instruments : [ACCOUNT]) known.set(id, said)
    }
  }

  /** True if anything has come by a link. */
  hasHeard(link: number): boolean {
    return (this.links.get(link)?.size ?? 0) > 0
  }

  last(link: number, instrument: number): HeardSaid | null {
    return this.links.get(link)?.get(instrument) ?? null
  }

  lastOfAccount(link: number): HeardSaid | null {
    return this.last(link, ACCOUNT)
  }
}

const HEARD: ReadonlySet<PortType> = new Set<keyof EventOf>(['market', 'feature', 'signal', 'portfolio'])
