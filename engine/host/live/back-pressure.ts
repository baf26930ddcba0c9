/** What a host may say where its readers are behind. */
import type { ChannelKey } from '../../wire/codec'
import { WINDOW_RECORDS_MAX } from '../../wire/limits'
import type { OutChannel } from '../../wire/out-channel'
import { ANSWERS_WAITING_MAX } from './limits'
import type { Feed } from './live-feeds'
import type { LiveParts } from './live-state'

type Ends = Pick<LiveParts, 'links' | 'steps'>

/** Link directions of sources that have no room. */
export function fullLinks({ links, steps }: Ends): ChannelKey[] {
  return steps.work.outlets.flatMap(({ waiting, end }) => (waiting && links.outs.get(end.key)?.isFull ? [end.key] : []))
}

/** True if a link of this source holds something back for which there is room now. */
export function canCatchUp({ node }: Feed, full: readonly ChannelKey[], { steps }: Ends): boolean {
  return steps.work.tasks.some(
    (task) =>
      task.node === node &&
      task.outlets.some(({ waiting, end }) => waiting && waiting.size > 0 && !full.includes(end.key)),
  )
}

/** True while a reader that may miss nothing is too far behind. */
export function mustWait({ links, steps }: Ends): boolean {
  for (const { waiting, end } of steps.work.outlets) {
    if (waiting) continue
    const channel = links.outs.get(end.key)
    if (channel && isTooFar(channel)) return true
  }
  return false
}

/** Reports and accounts are answers: their sender waits much longer, or two that wait for each other would stand still. */
function isTooFar(channel: OutChannel): boolean {
  const isAnswer = channel.type === 'report' || channel.type === 'portfolio'
  return channel.queued >= (isAnswer ? ANSWERS_WAITING_MAX : WINDOW_RECORDS_MAX)
}
