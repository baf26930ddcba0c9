'use client'
/** The mode, always to be seen: the canvas has a frame of its colour once the gateways have acknowledged it. */
import type { Mode } from '../../../engine/sdk'
import { Badge, type BadgeTone } from '../../ui/badge'
import { cx } from '../../ui/cx'
import { Tooltip } from '../../ui/tooltip'
import { MODE_HELP, MODE_TONES, type ModeState } from './mode'
import { useMode } from './use-stops'

const FRAMES: Readonly<Record<BadgeTone, string>> = {
  plain: 'border-line-strong',
  accent: 'border-accent',
  good: 'border-good',
  warn: 'border-warn',
  bad: 'border-bad',
}

/** Lies round the canvas and takes no clicks: dashed while a mode is only asked for, none where nothing runs. */
export function ModeFrame() {
  const state = useMode()
  if (state.is === 'draft' || state.is === 'ended') return null
  const tone = state.is === 'mismatch' ? 'bad' : MODE_TONES[state.mode]
  return (
    <div
      data-mode={state.is === 'acknowledged' ? state.mode : state.is}
      className={cx(
        'pointer-events-none absolute inset-0 z-10 border-2',
        FRAMES[tone],
        state.is === 'requested' && 'border-dashed opacity-60',
      )}
    />
  )
}

const named = (mode: Mode) => mode.toUpperCase()

function words(state: ModeState): { readonly text: string; readonly tone: BadgeTone; readonly help: string } {
  switch (state.is) {
    case 'draft':
      return { text: 'DRAFT', tone: 'plain', help: 'Nothing of this drawing runs' }
    case 'ended':
      return { text: `${named(state.mode)} ENDED`, tone: 'plain', help: 'It has ended; nothing of this drawing runs' }
    case 'requested':
      return {
        text: `${named(state.mode)} REQUESTED`,
        tone: 'plain',
        help: 'Asked for; the gateway has not acknowledged it yet',
      }
    case 'acknowledged': {
      const by = state.by.length > 0 ? `Acknowledged by ${state.by.join(', ')}` : 'Confirmed by its processes'
      return { text: named(state.mode), tone: MODE_TONES[state.mode], help: `${by}. ${MODE_HELP[state.mode]}` }
    }
    case 'mismatch':
      return {
        text: `${named(state.mode)} ASKED, ${named(state.actual)} RUNS`,
        tone: 'bad',
        help: `${state.gateway} runs as ${state.actual}, though ${state.mode} was asked for: stop the deployment`,
      }
  }
}

/** The mode in words. */
export function ModeBadge() {
  const { text, tone, help } = words(useMode())
  return (
    <Tooltip text={help}>
      <span role="status" aria-label="Mode acknowledged" title={help}>
        <Badge tone={tone}>{text}</Badge>
      </span>
    </Tooltip>
  )
}
