/** What can be done to a canvas, by whichever hand: the deeds themselves. Their names and keys are in `registry.ts`. */
export * from './actions/adding'
export * from './actions/arranging'
export * from './actions/clipboard'
export * from './actions/editing'
export * from './actions/selecting'
export * from './actions/view'
