/** Sweeps and walk-forward: the same drawing many times with other parameters. */
export { readState, readTrials } from './files'
export { runSweep, type SweepDeps, type SweepInput, type SweepResult } from './sweep'
