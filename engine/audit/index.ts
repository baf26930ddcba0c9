/** Whether a result can be trusted: look-ahead, warm-up, and where two runs part. */
export { findLookahead, firstParting, type Lookahead, type LookaheadResult } from './lookahead'
export { type Trace, type TraceDeps, traceRun } from './trace'
export { lookbacksOf, measureWarmup, type WarmupResult, type WarmupRow } from './warmup'
