/** Small tools for waiting. */

/** Opens once; whoever waits goes on then. */
export class Gate {
  isOpen = false
  readonly opened: Promise<void>
  private resolve = () => {}

  constructor() {
    this.opened = new Promise((resolve) => {
      this.resolve = resolve
    })
  }

  open(): void {
    this.isOpen = true
    this.resolve()
  }
}

/** Lets at most so many in at the same time. */
export class Turnstile {
  private inside = 0
  private readonly waiting: (() => void)[] = []

  constructor(private readonly atOnceMax: number) {}

  /** Resolves, when there is room, with what lets the next one in (once). */
  async enter(): Promise<() => void> {
    if (this.inside >= this.atOnceMax) await new Promise<void>((resolve) => this.waiting.push(resolve))
    else this.inside++
    let isInside = true
    return () => {
      if (!isInside) return
      isInside = false
      const next = this.waiting.shift()
      if (next) next()
      else this.inside--
    }
  }
}

/** Runs pieces of work one after the other. */
export class Queue {
  private last: Promise<unknown> = Promise.resolve()

  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work, work)
    this.last = result.catch(() => undefined)
    return result
  }
}

/** Rejects with `message` if the promise takes longer. */
export async function within<T>(promise: Promise<T>, msMax: number, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late()), msMax)
  })
  try {
    return await Promise.race([promise, limit])
  } finally {
    clearTimeout(timer)
  }
}
