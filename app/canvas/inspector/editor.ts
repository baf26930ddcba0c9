import type { ParamField } from '../kinds'
import type { Choice } from './choices'

/** What every editor of a parameter is given. */
export interface EditorProps {
  readonly field: ParamField
  /** What the form shows: the node's own value, else the default; undefined where several nodes differ. */
  readonly value: unknown
  readonly id: string
  readonly error: string | undefined
  readonly disabled: boolean
  /** Shown where there is no value: that several nodes differ. */
  readonly placeholder: string | undefined
  /** Names to choose from, for instruments and datasets. */
  readonly choices: readonly Choice[]
  readonly onChange: (value: unknown) => void
  /** Words about what is typed but is no value at all; null once it is one. */
  readonly onUnreadable: (message: string | null) => void
}

/** Ties an editor to its help and to what is wrong with it. */
export const describedBy = (id: string, error: string | undefined) => ({
  id,
  'aria-invalid': error !== undefined,
  'aria-describedby': error ? `${id}-error ${id}-help` : `${id}-help`,
})
