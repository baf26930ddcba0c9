import { hash32 } from '../sdk'

/** The number that all messages of a deployment carry. */
export const runTagOf = (deployment: string): number => hash32(`run/${deployment}`)
