/** What can be done to a canvas, by whichever hand: the deeds themselves. Their names and keys are in `registry.ts`. */
export * from './actions'
