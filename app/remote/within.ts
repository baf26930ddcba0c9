/** Longest that an answer is waited for before the page says that none has come, ms. */
export const ANSWER_MS_MAX = 20_000

/** The server has been silent for too long. What was asked of it may be done nevertheless. */
export class NoAnswer extends Error {
  constructor(afterMs: number) {
    super(
      `The server has not answered for ${Math.round(afterMs / 1000)} s. It may still do what was asked: look before you ask again`,
    )
    this.name = 'NoAnswer'
  }
}

/** An answer, if it comes in time. @throws NoAnswer once it has not. */
export async function within<T>(answer: Promise<T>, ms = ANSWER_MS_MAX): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer(ms)), ms)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
