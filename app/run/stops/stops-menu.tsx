'use client'
import { Ban, Hand, OctagonMinus, PauseCircle, PlayCircle, TrendingDown } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Control } from '../../../engine/sdk'
import { shownChord } from '../../canvas/commands/chord'
import { useHandler } from '../../canvas/commands/handlers'
import { useShownKeys } from '../../canvas/commands/keyboard'
import { commandOf } from '../../canvas/commands/registry'
import { Button } from '../../ui/button'
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu'
import { FlattenDialog } from './flatten-dialog'
import { useStops } from './use-stops'
import { STOP_HELP, STOP_LABELS, STOPS } from './words'

const ICONS: Readonly<Record<Control, ReactNode>> = {
  resume: <PlayCircle size={15} aria-hidden />,
  pause: <PauseCircle size={15} aria-hidden />,
  'reduce-only': <TrendingDown size={15} aria-hidden />,
  'cancel-only': <Ban size={15} aria-hidden />,
  flatten: <OctagonMinus size={15} aria-hidden />,
}

function StopItem({
  control,
  isPossible,
  onSelect,
}: {
  readonly control: Control
  readonly isPossible: boolean
  readonly onSelect: () => void
}) {
  const keys = useShownKeys(commandOf(`stops.${control}`))
  return (
    <MenuItem
      icon={<span className="self-start pt-0.5">{ICONS[control]}</span>}
      keys={keys && shownChord(keys)}
      danger={control === 'flatten'}
      disabled={!isPossible}
      onSelect={onSelect}
    >
      <span className="flex max-w-72 flex-col py-0.5">
        <span>
          {STOP_LABELS[control]}
          {control === 'flatten' ? '…' : ''}
        </span>
        <span className="text-xs whitespace-normal text-muted">{STOP_HELP[control]}</span>
      </span>
    </MenuItem>
  )
}

/** The four ways to hold back what runs, in one menu; by keyboard as well. */
export function StopsMenu() {
  const { can, ask, isAsking } = useStops()
  const [isConfirming, setConfirming] = useState(false)
  const choose = (control: Control) => (control === 'flatten' ? setConfirming(true) : ask(control))
  useHandler('stops.pause', () => choose('pause'), can('pause'))
  useHandler('stops.reduce-only', () => choose('reduce-only'), can('reduce-only'))
  useHandler('stops.cancel-only', () => choose('cancel-only'), can('cancel-only'))
  useHandler('stops.flatten', () => choose('flatten'), can('flatten'))
  useHandler('stops.resume', () => choose('resume'), can('resume'))
  const isPossible = [...STOPS, 'resume' as const].some(can)
  return (
    <>
      <Menu
        trigger={
          <Button disabled={!isPossible || isAsking} title="Hold back what runs">
            <Hand size={14} aria-hidden />
            <span className="max-[1099px]:sr-only">Stops</span>
          </Button>
        }
      >
        {STOPS.map((control) => (
          <StopItem key={control} control={control} isPossible={can(control)} onSelect={() => choose(control)} />
        ))}
        <MenuSeparator />
        <StopItem control="resume" isPossible={can('resume')} onSelect={() => choose('resume')} />
      </Menu>
      <FlattenDialog open={isConfirming} onOpenChange={setConfirming} onConfirm={() => ask('flatten')} />
    </>
  )
}
