'use client'
import { ArrowDownToDot, ArrowUpFromDot, Bug, Pause, Play, StepBack, StepForward, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useDocument } from '../canvas/session'
import { KillSwitch } from '../run/kill'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { ThemeToggle } from '../ui/theme'
import { Tooltip } from '../ui/tooltip'
import { MOVES, type Move, NEXT_MOVES } from './moves'
import { useDebug } from './store'
import { useController } from './use-controller'

interface MoveButtonProps {
  readonly move: Move
  readonly icon: ReactNode
  /** Without its label, which then is its accessible name alone. */
  readonly bare?: boolean
  readonly disabled?: boolean
}

function MoveButton({ move, icon, bare = false, disabled = false }: MoveButtonProps) {
  const controller = useController()
  return (
    <Tooltip text={`${move.label}: ${move.words} (${move.shown})`}>
      <Button
        icon={bare}
        aria-label={move.label}
        aria-keyshortcuts={move.shown.replace(' ', '+')}
        aria-disabled={disabled}
        onClick={() => !disabled && controller.move(move.command)}
      >
        {icon}
        {bare ? null : move.label}
      </Button>
    </Tooltip>
  )
}

const STRONG = 14

/** On and back by steps and events. */
function Moves() {
  const isFirst = useDebug(({ state }) => (state?.step ?? -1) < 0)
  const isLast = useDebug(({ state }) => state !== null && state.step >= state.steps - 1 && state.done === state.tasks)
  const isBusy = useDebug(({ state }) => state?.busy != null)
  return (
    <div role="toolbar" aria-label="Debugging" className="flex flex-wrap items-center gap-1">
      <MoveButton move={MOVES.back} icon={<StepBack size={STRONG} aria-hidden />} disabled={isFirst} />
      <MoveButton move={MOVES.backEvent} bare icon={<ArrowUpFromDot size={STRONG} aria-hidden />} disabled={isFirst} />
      <MoveButton move={MOVES.event} bare icon={<ArrowDownToDot size={STRONG} aria-hidden />} disabled={isLast} />
      <MoveButton move={MOVES.step} icon={<StepForward size={STRONG} aria-hidden />} disabled={isLast} />
      {isBusy ? (
        <MoveButton move={MOVES.pause} icon={<Pause size={STRONG} aria-hidden />} />
      ) : (
        <MoveButton move={MOVES.continue} icon={<Play size={STRONG} aria-hidden />} disabled={isLast} />
      )}
    </div>
  )
}

/** On to the next of a kind. */
function NextMoves() {
  const controller = useController()
  return (
    <fieldset className="flex flex-wrap items-center gap-1">
      <legend className="float-left pr-1 text-xs text-faint">Next</legend>
      {NEXT_MOVES.map(({ what, label, key }) => (
        <Tooltip key={what} text={`Run to the next ${what} (Alt ${key.toUpperCase()})`}>
          <Button
            tone="quiet"
            className="px-1.5"
            aria-label={`Next ${what}`}
            aria-keyshortcuts={`Alt+${key.toUpperCase()}`}
            onClick={() => controller.move({ do: 'next', what })}
          >
            {label}
          </Button>
        </Tooltip>
      ))}
    </fieldset>
  )
}

/** The bar over the canvas while its run is debugged: the drawing is read only until it is left. */
export function DebugBar() {
  const controller = useController()
  const name = useDocument((state) => state.topology.name)
  const run = useDebug((state) => state.session?.run ?? null)
  return (
    <header className="flex min-h-11 shrink-0 items-center gap-2 border-b border-line bg-surface px-2 max-[1099px]:flex-wrap max-[1099px]:py-1">
      <Bug size={15} aria-hidden className="ml-1.5 shrink-0 text-accent" />
      <h1 className="max-w-56 min-w-16 truncate text-sm font-semibold">{name}</h1>
      <Badge tone="accent">{run === null ? 'DEBUG' : 'AS IT RAN'}</Badge>
      <span className="h-4 w-px shrink-0 bg-line" />
      <Moves />
      <span className="h-4 w-px shrink-0 bg-line" />
      <NextMoves />
      <div className="flex-1" />
      <Button tone="primary" onClick={controller.leave}>
        <X size={14} aria-hidden />
        Leave
      </Button>
      <ThemeToggle />
      <KillSwitch />
    </header>
  )
}
