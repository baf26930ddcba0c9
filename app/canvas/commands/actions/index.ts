/** What can be done to a canvas, by whichever hand. */
export * from './adding'
export * from './arranging'
export * from './clipboard'
export * from './editing'
export * from './selecting'
export * from './view'
