/**
 * What can be asked of a debug session, and what it tells. A session stands after one task of one step of a run: it has
 * done the first `done` tasks of step `step`. Times are ISO 8601 UTC, amounts currency units, undefined figures null.
 */
import { z } from 'zod'
import { orderRow, positionRow } from './telemetry'
import type { Topology } from './topology'
import { whyChain } from './why'

/** What a run can be taken to the next of. A `denial` is a guard's, or a venue's rejection. */
export const DEBUG_STOPS = ['signal', 'intent', 'order', 'denial', 'fill'] as const
export type DebugStop = (typeof DEBUG_STOPS)[number]

/** Most breakpoints of a session. */
export const BREAKPOINTS_MAX = 50
/** Longest condition of a breakpoint, in characters. */
export const CONDITION_LENGTH_MAX = 300

/** Most nodes whose params a fork may change. */
export const FORK_NODES_MAX = 100

/** Where and when a run is to stop: at an event of an output port for which a condition holds. */
export const debugBreakpoint = z.object({
  id: z.string().min(1).max(64),
  node: z.string().min(1).max(64),
  /** Id of an output port of that node; its links carry the same events. */
  port: z.string().min(1).max(64),
  /** `z > 2 and close < 50`; empty stops at every event. */
  condition: z.string().max(CONDITION_LENGTH_MAX),
  enabled: z.boolean(),
})
export type DebugBreakpoint = z.infer<typeof debugBreakpoint>

export const debugCommand = z.discriminatedUnion('do', [
  /** Tells where it stands. */
  z.object({ do: z.literal('look') }),
  /** Runs to the end of the data and comes back: from then on every moment is near, and the equity curve known. */
  z.object({ do: z.literal('survey') }),
  /** To the end of a step; −1 is before the first. Passes over breakpoints. */
  z.object({ do: z.literal('seek'), step: z.number().int().min(-1) }),
  /** To the end of the last step at or before an instant. Passes over breakpoints. */
  z.object({ do: z.literal('seekTime'), ts: z.iso.datetime({ offset: true }) }),
  /** Onward to the end of the first step at or after an instant, or to a breakpoint before it. */
  z.object({ do: z.literal('runTo'), ts: z.iso.datetime({ offset: true }) }),
  /** Onward to a breakpoint, or the end. */
  z.object({ do: z.literal('continue') }),
  /** Onward to the next of these, or a breakpoint. */
  z.object({ do: z.literal('next'), what: z.enum(DEBUG_STOPS) }),
  /** To the end of this step or, from there, of the next. */
  z.object({ do: z.literal('step') }),
  /** To the next task in which something is heard or said. */
  z.object({ do: z.literal('event') }),
  /** To the end of the step before. */
  z.object({ do: z.literal('back') }),
  /** To the task before in which something was heard or said. */
  z.object({ do: z.literal('backEvent') }),
  /**
   * Goes on from the end of the step in hand with other params, in place of an earlier fork; shows it then. `params` are
   * all that a node is given.
   */
  z.object({
    do: z.literal('fork'),
    changes: z
      .array(z.object({ node: z.string().min(1).max(64), params: z.record(z.string(), z.unknown()) }))
      .min(1)
      .max(FORK_NODES_MAX),
  }),
  /** Shows the same moment of the run as it ran, or of the fork. */
  z.object({ do: z.literal('side'), side: z.enum(['ran', 'fork']) }),
  /** Forgets the fork. */
  z.object({ do: z.literal('unfork') }),
  /** Finds out why an order came about and what became of it; stands at the end of the step in which it was decided. */
  z.object({ do: z.literal('why'), orderId: z.string().min(3).max(90) }),
  /** Stops a move that is under way where it is. */
  z.object({ do: z.literal('pause') }),
  z.object({ do: z.literal('breakpoints'), list: z.array(debugBreakpoint).max(BREAKPOINTS_MAX) }),
])
export type DebugCommand = z.infer<typeof debugCommand>

const figure = z.union([z.number(), z.string(), z.null()])

/** The last that a link carried one way. */
export const debugValue = z.object({
  /** The step in which it was said. */
  step: z.number(),
  ts: z.string(),
  /** True if it was said in the step in hand. */
  fresh: z.boolean(),
  /** Events of that step. */
  count: z.number(),
  /** The last of them in a few characters, for the link's label. */
  short: z.string(),
  /** The last of them in full. */
  text: z.string(),
})
export type DebugValue = z.infer<typeof debugValue>

export const debugEvent = z.object({
  /** Place of the task in the step's order, from 0. */
  task: z.number(),
  phase: z.enum(['venue', 'data']),
  node: z.string(),
  port: z.string(),
  /** `market`, `feature` and so on; `report` for what goes up. */
  type: z.string(),
  text: z.string(),
})
export type DebugEvent = z.infer<typeof debugEvent>

export const debugNode = z.object({
  /** True if it heard or said something in the step in hand. */
  acted: z.boolean(),
  ready: z.boolean(),
  halted: z.boolean(),
  pnl: z.number().nullable(),
  values: z.record(z.string(), figure),
  blocked: z.record(z.string(), z.number()),
})
export type DebugNode = z.infer<typeof debugNode>

export const debugAccount = z.object({
  node: z.string(),
  equity: z.number(),
  cash: z.number(),
  realized: z.number(),
  unrealized: z.number(),
  fees: z.number(),
})

/** A run that goes on from a moment of another with other params. */
export const debugFork = z.object({
  /** The last step that both have in common, −1 before the first, and its instant. */
  from: z.number(),
  ts: z.string().nullable(),
  /** What is other than it was; values as in the drawing, null for the default. */
  changes: z.array(z.object({ node: z.string(), param: z.string(), before: z.unknown(), after: z.unknown() })),
  /** How many steps of it have been run. */
  reached: z.number(),
  /** True while it, and not the run as it ran, is shown. */
  isShown: z.boolean(),
})
export type DebugFork = z.infer<typeof debugFork>

export const debugState = z.object({
  /** Steps of the whole run, and tasks of each. */
  steps: z.number(),
  tasks: z.number(),
  /** The step in hand from 0, −1 before the first, and how many of its tasks are done. */
  step: z.number(),
  done: z.number(),
  ts: z.string().nullable(),
  /** The same instant on the exchange's clocks, and their zone. */
  local: z.string().nullable(),
  zone: z.string().nullable(),
  /** How many steps have been run so far: what the equity curve covers. */
  reached: z.number(),
  /** A move that is under way: the step it has come to, and the last it may come to. */
  busy: z.object({ step: z.number(), to: z.number() }).nullable(),
  /** Why it stands here, in words. */
  note: z.string().nullable(),
  fork: debugFork.nullable(),
  /** The answer to the last `why`. */
  why: whyChain.nullable(),
  /** By name of the link: what went down it, and the reports that came up. */
  links: z.record(z.string(), z.object({ down: debugValue.nullable(), up: debugValue.nullable() })),
  nodes: z.record(z.string(), debugNode),
  accounts: z.array(debugAccount),
  positions: z.array(positionRow.extend({ node: z.string() })),
  /** Orders that are working. */
  orders: z.array(orderRow),
  /** What was said in the step in hand, in order, and how many more there were. */
  events: z.array(debugEvent),
  eventsLeftOut: z.number(),
  breakpoints: z.array(
    debugBreakpoint.extend({
      /** How often it has stopped this session. */
      hits: z.number(),
      /** What is wrong with its condition; it stops nothing then. */
      error: z.string().nullable(),
    }),
  ),
})
export type DebugState = z.infer<typeof debugState>

const curvePoints = z.array(z.object({ step: z.number(), ts: z.string(), equity: z.number() }))

/** The equity curve as far as it is known: lows and highs of equal stretches of steps, ascending. */
export const debugCurve = z.object({
  steps: z.number(),
  reached: z.number(),
  points: curvePoints,
  /** That of the fork, from where it begins. */
  fork: z.object({ from: z.number(), reached: z.number(), points: curvePoints }).nullable(),
})
export type DebugCurve = z.infer<typeof debugCurve>

/** A run to be opened before its first step. */
export interface DebugOpening {
  readonly id: string
  readonly topology: Topology
  readonly seed: number
  /** True where it is kept only so that the next question is answered sooner: once idle it makes room for any other. */
  readonly isSpare: boolean
}
