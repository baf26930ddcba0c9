/** The words and colours of states, said the same way on cards, bars and lists. */
import type { DeploymentState, NodeState } from '../../engine/sdk'
import type { BadgeTone } from './badge'

interface StateLook {
  readonly word: string
  readonly tone: BadgeTone
}

const NODE_LOOKS: Readonly<Record<NodeState, StateLook>> = {
  starting: { word: 'Starting', tone: 'accent' },
  running: { word: 'Running', tone: 'good' },
  degraded: { word: 'Degraded', tone: 'warn' },
  crashed: { word: 'Crashed', tone: 'bad' },
  restarting: { word: 'Restarting', tone: 'bad' },
  stopping: { word: 'Stopping', tone: 'warn' },
  stopped: { word: 'Stopped', tone: 'plain' },
  finished: { word: 'Finished', tone: 'plain' },
  failed: { word: 'Failed', tone: 'bad' },
}

const DEPLOYMENT_LOOKS: Readonly<Record<DeploymentState, StateLook>> = {
  starting: { word: 'Starting', tone: 'accent' },
  running: { word: 'Running', tone: 'good' },
  stopping: { word: 'Stopping', tone: 'warn' },
  stopped: { word: 'Stopped', tone: 'plain' },
  finished: { word: 'Finished', tone: 'plain' },
  failed: { word: 'Failed', tone: 'bad' },
}

const isOver = (state: NodeState | DeploymentState): boolean => ['stopped', 'finished', 'failed'].includes(state)

/** A state as confirmed, with what has been asked for beside it until the two agree. */
function withRequest(look: StateLook, state: NodeState | DeploymentState, requested: 'run' | 'stop'): StateLook {
  if (requested === 'stop' && !isOver(state)) return { word: 'Stop requested', tone: 'warn' }
  if (requested === 'run' && state === 'stopped') return { word: 'Start requested', tone: 'accent' }
  return look
}

export const nodeLook = (state: NodeState, requested: 'run' | 'stop'): StateLook =>
  withRequest(NODE_LOOKS[state], state, requested)

/** A node's state once its deployment has ended: nothing is asked of it any more. */
export const endedNodeLook = (state: NodeState): StateLook => NODE_LOOKS[state]

export const deploymentLook = (state: DeploymentState, requested: 'run' | 'stop'): StateLook =>
  withRequest(DEPLOYMENT_LOOKS[state], state, requested)

/** The text colour of a tone. */
export const TONE_TEXT: Readonly<Record<BadgeTone, string>> = {
  plain: 'text-muted',
  accent: 'text-accent',
  good: 'text-good',
  warn: 'text-warn',
  bad: 'text-bad',
}
