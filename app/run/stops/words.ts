/** The words and colours of the stops, said the same way in the menu, on the strip and in messages. */
import type { Control, DeploymentControl, DeploymentInfo, NodeStatus } from '../../../engine/sdk'
import { isActive } from '../../live/telemetry'
import type { BadgeTone } from '../../ui/badge'

/** The stops in the order of the menu, from the mildest on. */
export const STOPS = ['pause', 'reduce-only', 'cancel-only', 'flatten'] as const

export const STOP_LABELS: Readonly<Record<Control, string>> = {
  resume: 'Resume trading',
  pause: 'Pause signals',
  'reduce-only': 'Reduce only',
  'cancel-only': 'Cancel only',
  flatten: 'Flatten and halt',
}

export const STOP_HELP: Readonly<Record<Control, string>> = {
  resume: 'Trade again, by the limits of the guards',
  pause: 'Nothing new is opened; open orders stay, exits go on',
  'reduce-only': 'Orders that could open or grow a position are cancelled; only exits pass',
  'cancel-only': 'All open orders are cancelled, stops and targets too; nothing new passes',
  flatten: 'All orders are cancelled, all positions closed at market, then the guards halt',
}

interface StopLook {
  /** What holds, or is on its way to hold. */
  readonly word: string
  readonly tone: BadgeTone
}

const HOLDING: Readonly<Record<Control, StopLook>> = {
  resume: { word: 'Trading', tone: 'plain' },
  pause: { word: 'Paused', tone: 'warn' },
  'reduce-only': { word: 'Reduce only', tone: 'warn' },
  'cancel-only': { word: 'Cancel only', tone: 'warn' },
  flatten: { word: 'Flat and halted', tone: 'bad' },
}

/** What is to be shown of a control: its request until all have confirmed it, what holds from then on. */
export function stopLook(control: DeploymentControl | null | undefined): StopLook {
  if (!control) return HOLDING.resume
  const { word, tone } = HOLDING[control.control]
  if (control.confirmedAt === null) return { word: `${STOP_LABELS[control.control]} requested`, tone: 'warn' }
  if (control.doneAt === null && control.control === 'flatten') return { word: 'Flattening', tone: 'bad' }
  return { word, tone }
}

/** Guards of a running deployment and how far each is with the control. */
export interface GuardProgress {
  readonly node: string
  readonly confirmedAt: string | null
  readonly doneAt: string | null
  readonly note: string | null
}

export function guardProgress(control: DeploymentControl, guards: readonly NodeStatus[]): GuardProgress[] {
  return guards
    .filter(({ requested }) => requested === 'run')
    .map(({ node, control: own, state, note }) => {
      const isHere = own != null && own.seq >= control.seq
      const isDown = state === 'crashed' || state === 'failed' || state === 'restarting'
      const down = isDown ? `${state}: nothing passes it meanwhile` : null
      return {
        node,
        confirmedAt: isHere ? own.confirmedAt : null,
        doneAt: isHere ? own.doneAt : null,
        note: (isHere ? own.note : down) ?? (isDown ? note : null),
      }
    })
}

/** Whether a control can be asked for now; the engine has the last word. */
export function canAsk(next: Control, deployment: DeploymentInfo | null, hasHaltedGuard: boolean): boolean {
  if (!deployment || !isActive(deployment) || deployment.requested === 'stop' || deployment.state === 'stopping')
    return false
  const now = deployment.control ?? null
  if (now?.isKill) return false
  if (next === 'resume') return hasHaltedGuard || (now !== null && now.control !== 'resume')
  if (now?.control === 'flatten') return false
  return now?.control !== next
}

/** Milliseconds between two instants of a deployment, never less than none. */
export const msBetween = (from: string, to: string): number => Math.max(0, Date.parse(to) - Date.parse(from))

/** A short while in words that stay as wide: 0.12 s, 3.4 s, 75 s. */
export function formatWait(ms: number): string {
  const seconds = ms / 1_000
  return `${seconds.toFixed(seconds < 1 ? 2 : seconds < 10 ? 1 : 0)} s`
}
