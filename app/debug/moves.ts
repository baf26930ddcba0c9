/** What can be asked by button and by key: one list, so that both say the same. */
import { DEBUG_STOPS, type DebugCommand, type DebugStop } from '../../engine/sdk'

export interface Move {
  readonly label: string
  /** What it does, for the tooltip. */
  readonly words: string
  /** As KeyboardEvent.key, and as it is shown. */
  readonly key: string
  readonly shift?: boolean
  readonly shown: string
  readonly command: DebugCommand
}

export const MOVES = {
  back: {
    label: 'Back',
    words: 'To the end of the step before',
    key: 'F10',
    shift: true,
    shown: 'Shift F10',
    command: { do: 'back' },
  },
  backEvent: {
    label: 'Back one event',
    words: 'To the event before, within the step',
    key: 'F11',
    shift: true,
    shown: 'Shift F11',
    command: { do: 'backEvent' },
  },
  event: {
    label: 'Step event',
    words: 'One node’s turn, in the order in which a step is worked through',
    key: 'F11',
    shown: 'F11',
    command: { do: 'event' },
  },
  step: {
    label: 'Step',
    words: 'To the end of this step, or of the next',
    key: 'F10',
    shown: 'F10',
    command: { do: 'step' },
  },
  continue: {
    label: 'Continue',
    words: 'On to the next breakpoint, or to the end of the data',
    key: 'F5',
    shown: 'F5',
    command: { do: 'continue' },
  },
  pause: {
    label: 'Pause',
    words: 'Stops where the run has come to',
    key: 'F6',
    shown: 'F6',
    command: { do: 'pause' },
  },
} as const satisfies Readonly<Record<string, Move>>

const STOP_LABELS: Readonly<Record<DebugStop, string>> = {
  signal: 'Signal',
  intent: 'Intent',
  order: 'Order',
  denial: 'Denial',
  fill: 'Fill',
}

/** On to the next of these: Alt and its first letter. */
export const NEXT_MOVES: readonly { readonly what: DebugStop; readonly label: string; readonly key: string }[] =
  DEBUG_STOPS.map((what) => ({ what, label: STOP_LABELS[what], key: what.charAt(0) }))
