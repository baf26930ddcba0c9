/**
 * Updates of figures on their way to the screen. They are gathered, so that what comes together is shown by one redraw, and wait
 * while the canvas moves: a frame that is late is seen, a figure that is late by half a second is not.
 */
import type { UpdateName } from './schemas'

export type Message = readonly [name: UpdateName, payload: unknown]

/** Time for what comes along with a first update. */
const GATHER_MS = 30
/** The longest that an update waits while things move. */
const HELD_MS_MAX = 600
/** So many are shown at once, whatever moves: timers of a page that is out of sight hardly run. */
const MESSAGES_MAX = 200

export class Gathering {
  private messages: Message[] = []
  private timer: ReturnType<typeof setTimeout> | null = null
  private sinceMs = 0
  private heldUntilMs = 0

  constructor(private readonly show: (messages: readonly Message[]) => void) {}

  /** Things move for so long at the least. */
  hold(forMs: number): void {
    this.heldUntilMs = performance.now() + forMs
  }

  add(message: Message): void {
    if (this.messages.length === 0) this.sinceMs = performance.now()
    this.messages.push(message)
    if (this.messages.length >= MESSAGES_MAX) this.flush()
    else this.timer ??= setTimeout(this.run, GATHER_MS)
  }

  private readonly run = (): void => {
    const waitMs = Math.min(this.heldUntilMs, this.sinceMs + HELD_MS_MAX) - performance.now()
    this.timer = waitMs > 0 ? setTimeout(this.run, waitMs) : null
    if (this.timer === null) this.flush()
  }

  /** Shows what waits, as before news that must not overtake it. */
  flush(): void {
    const { messages } = this
    this.forget()
    if (messages.length > 0) this.show(messages)
  }

  forget(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    this.messages = []
  }
}
