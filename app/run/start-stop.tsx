'use client'
import { Play, Square } from 'lucide-react'
import { useState } from 'react'
import { useHandler } from '../canvas/commands/handlers'
import { useDocument, useLive, useSession } from '../canvas/session'
import { isActive } from '../live/telemetry'
import { useTRPCClient } from '../remote/trpc'
import { Button } from '../ui/button'
import { cx } from '../ui/cx'
import { formatTime } from '../ui/format'
import { showTab, useDock } from './dock/store'
import { SeedButton, useSeed } from './seed'
import { SPEEDS, useRequest } from './use-deployment'

const speedOf = (value: string): number | null => (value === 'max' ? null : Number(value))
const optionOf = (speed: number | null): string => (speed === null ? 'max' : String(speed))

function SpeedSelect({
  speed,
  onChange,
}: {
  readonly speed: number | null
  readonly onChange: (speed: number | null) => void
}) {
  return (
    <select
      aria-label="Replay speed"
      className="field w-[86px] shrink-0"
      value={optionOf(speed)}
      onChange={(event) => onChange(speedOf(event.target.value))}
    >
      {SPEEDS.map((one) => (
        <option key={one.label} value={optionOf(one.speed)}>
          {one.label}
        </option>
      ))}
    </select>
  )
}

/** What Start runs the draft as. */
const START_MODES = [
  { mode: 'replay', label: 'Replay', help: 'Recorded data at a chosen speed, simulated fills' },
  { mode: 'paper', label: 'Paper', help: 'Live data on the wall clock, simulated fills: no real money' },
] as const
type StartMode = (typeof START_MODES)[number]['mode']

function ModeSelect({
  mode,
  isFixed,
  onChange,
}: {
  readonly mode: StartMode
  /** True while something runs: its mode can't be changed. */
  readonly isFixed: boolean
  readonly onChange: (mode: StartMode) => void
}) {
  return (
    <select
      aria-label="Mode"
      className={cx('field w-[90px] shrink-0', isFixed && 'max-[1099px]:hidden')}
      title={START_MODES.find((one) => one.mode === mode)?.help}
      value={mode}
      disabled={isFixed}
      onChange={(event) => onChange(event.target.value === 'paper' ? 'paper' : 'replay')}
    >
      {START_MODES.map((one) => (
        <option key={one.mode} value={one.mode}>
          {one.label}
        </option>
      ))}
    </select>
  )
}

/** How far the data has been replayed, or the time of the newest event: that of the slowest node. */
function DataClock() {
  const ts = useLive((state) => (isActive(state.deployment) ? state.deployment?.progress.ts : null))
  if (!ts) return null
  return (
    <time
      className="hidden w-[118px] text-right text-xs text-muted min-[1180px]:block"
      title="Time in the data (UTC) of the slowest node"
    >
      {formatTime(ts).slice(0, 16)}
    </time>
  )
}

/** Starts the draft over node processes, and stops it: what is asked for and what is confirmed are told apart. */
export function StartStop() {
  const { document, autosave, live } = useSession()
  const client = useTRPCClient()
  const { isAsking, ask } = useRequest()
  const [chosen, setChosen] = useState<number | null>(60)
  const [chosenMode, setChosenMode] = useState<StartMode>('replay')
  const deployment = useLive((state) => state.deployment)
  const isEmpty = useDocument((state) => state.topology.nodes.length === 0)
  // Something runs, and what it is has not been told yet: neither to be started once more nor to be stopped.
  const isAwaited = useLive(
    (state) => state.watching !== null && !state.deployment && !state.refused && state.connection !== 'lost',
  )
  const active = isActive(deployment) ? deployment : null
  const isStopping = active?.requested === 'stop'
  const mode = active ? (active.mode === 'paper' ? 'paper' : 'replay') : chosenMode

  const start = () => {
    const { tab } = useDock.getState()
    ask(async () => {
      await autosave?.saved()
      const { topologyId } = document.getState()
      const started = await client.deployments.start.mutate({
        topologyId,
        mode: chosenMode,
        speed: chosenMode === 'replay' ? chosen : null,
        seed: useSeed.getState().seed,
      })
      live.watch(started.id)
      // Who has gone to another tab meanwhile stays there.
      if (useDock.getState().tab === tab) showTab('pnl')
    })
  }
  const stop = (id: string) => ask(async () => void (await client.deployments.stop.mutate({ id })))
  const changeSpeed = (speed: number | null) => {
    setChosen(speed)
    if (active) ask(async () => void (await client.deployments.speed.mutate({ id: active.id, speed })))
  }
  useHandler('run.start', start, !active && !isAsking && !isAwaited && !isEmpty)
  useHandler('run.stop', () => active && stop(active.id), active !== null && !isAsking && !isStopping)
  return (
    <>
      <DataClock />
      <ModeSelect mode={mode} isFixed={active !== null || isAsking || isAwaited} onChange={setChosenMode} />
      {mode === 'replay' && <SpeedSelect speed={active ? active.speed : chosen} onChange={changeSpeed} />}
      <SeedButton />
      {active ? (
        <Button
          onClick={() => stop(active.id)}
          disabled={isAsking || isStopping}
          className="w-[84px] min-[1100px]:w-[104px]"
        >
          <Square size={13} aria-hidden />
          {isStopping ? 'Stopping…' : 'Stop'}
        </Button>
      ) : (
        <Button
          tone="primary"
          onClick={start}
          disabled={isAsking || isAwaited || isEmpty}
          className="w-[84px] min-[1100px]:w-[104px]"
        >
          <Play size={14} aria-hidden />
          {isAsking || isAwaited ? 'Starting…' : 'Start'}
        </Button>
      )}
    </>
  )
}
