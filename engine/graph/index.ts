/** The drawing made ready to run: parse, verify, number, order. */
export * from './catalogue'
export * from './compile'
export { graphHash } from './hash'
export { liveProblems } from './live-sources'
export { paramsWithEditor, parseParams } from './params'
export * from './parse'
export * from './plan'
export { verifyTopology } from './verify'
