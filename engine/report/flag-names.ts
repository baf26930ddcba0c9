import { FillFlag } from '../sdk'

const FLAGS = Object.entries(FillFlag)

/** Names of the bits of FillFlag. */
export function flagNames(flags: number): string[] {
  return flags === 0 ? [] : FLAGS.flatMap(([name, bit]) => ((flags & bit) === 0 ? [] : [name]))
}
