/**
 * What a person can tell the guards of a deployment to do, and what a guard says of it. A deployment obeys one of these at
 * a time; docs/stops.md says exactly what each lets through.
 */
import { z } from 'zod'

export const CONTROLS = [
  /** Trade again. It lifts any of the others, and a guard's own halt once that guard is flat. */
  'resume',
  /** Nothing that opens or grows a position passes; orders that are out stay out, exits go on. */
  'pause',
  /** As `pause`, and whatever is out that could open or grow a position is cancelled. */
  'reduce-only',
  /** Every order that is out is cancelled, exits included, and nothing new passes. */
  'cancel-only',
  /** Every order that is out is cancelled, every position is closed at market, and the guards halt. */
  'flatten',
] as const
export type Control = (typeof CONTROLS)[number]

/** A control as it is given: of two, the one with the higher number holds. */
export interface ControlOrder {
  /** The deployment's own count, from 1. */
  readonly seq: number
  readonly control: Control
}

/** What a guard obeys. */
export interface ControlState extends ControlOrder {
  /** True once nothing is left that it was to cancel or to close, by the reports of the gateway. */
  readonly isDone: boolean
  /** Why it can't be done, in words; null while it can. */
  readonly note: string | null
}

/** What an operator that obeys controls (a guard) has. Called between two steps; it works at the end of the next one. */
export interface Controllable {
  /** Obeys from now on; one with a number that is not higher than the last one's is passed over. */
  control(order: ControlOrder): void
}

/** How far a guard has got with a control, as its process has told. Times are ISO 8601 UTC, by the wall clock. */
export const guardControl = z.object({
  seq: z.number().int(),
  control: z.enum(CONTROLS),
  confirmedAt: z.string(),
  /** When nothing was left to cancel or to close. */
  doneAt: z.string().nullable(),
  note: z.string().nullable(),
})
export type GuardControl = z.infer<typeof guardControl>

/** A control of a deployment: asked for, confirmed by every guard, and done by every guard. */
export const deploymentControl = z.object({
  seq: z.number().int(),
  control: z.enum(CONTROLS),
  requestedAt: z.string(),
  confirmedAt: z.string().nullable(),
  doneAt: z.string().nullable(),
  /** True where it came from the kill switch: the deployment stops once it is flat. */
  isKill: z.boolean(),
})
export type DeploymentControl = z.infer<typeof deploymentControl>
