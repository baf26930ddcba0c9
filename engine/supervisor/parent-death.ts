import { spawnSync } from 'node:child_process'

/** How a child is started so that the kernel kills it when its parent dies; `fork` takes this. */
export interface DeathBoundStart {
  readonly execPath: string
  readonly execArgv: string[]
  /** Tells the child that it needs no watchdog thread of its own, which would cost it 10 MB and 30 ms. */
  readonly env: Record<string, string>
}

/** Arguments by which setpriv (util-linux) asks for the kernel's parent-death signal and then becomes the program. */
const SETPRIV = ['--pdeathsig', 'KILL']

let answer: DeathBoundStart | null | undefined

/** Null where the system has no such thing; then a child must watch for its parent itself. Found out once. */
export function deathBoundStart(): DeathBoundStart | null {
  if (answer !== undefined) return answer
  const tried = process.platform === 'linux' ? spawnSync('setpriv', [...SETPRIV, 'true']) : null
  answer =
    tried?.status === 0
      ? { execPath: 'setpriv', execArgv: [...SETPRIV, process.execPath], env: { PATCHBAY_DEATH_BOUND: '1' } }
      : null
  return answer
}
