/** The meaning of a step: runs a plan, or a part of one. */
export * from './channel'
export { Executor, type ExecutorDeps, type ExecutorState, type LinkEvents } from './executor'
export * from './recorder'
export { RunClock } from './run-clock'
export * from './run-data'
export type { Output } from './slot-ports'
export * from './timeline'
export { shadowOf, WARM_SLICE_STEPS, WARM_STEPS_MAX, whyNotWarmed } from './warming'
