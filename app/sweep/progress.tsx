'use client'
import { Square } from 'lucide-react'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { formatCount, formatDuration } from '../ui/format'
import type { SweepView } from './use-sweep'

const TONES = { running: 'accent', finished: 'good', cancelled: 'plain', failed: 'bad' } as const

/** What a sweep is doing: what its process was asked, until it has ended. */
export function stateOf({ ended, requested, isWaiting }: SweepView): {
  word: string
  tone: 'accent' | 'good' | 'plain' | 'bad'
} {
  if (ended) return { word: ended.state, tone: TONES[ended.state] }
  if (isWaiting) return { word: 'waiting', tone: 'plain' }
  return requested === 'stop' ? { word: 'cancelling', tone: 'plain' } : { word: 'running', tone: 'accent' }
}

/** How far a sweep is, how long it will take, and the way to end it. */
export function SweepProgress({ sweep, onCancel }: { readonly sweep: SweepView; readonly onCancel: () => void }) {
  const { progress, ended, isWaiting } = sweep
  const { word, tone } = stateOf(sweep)
  const made = progress ? progress.done + progress.skipped + progress.failed : 0
  const share = progress && progress.total > 0 ? made / progress.total : 0
  return (
    <div className="grid gap-1.5">
      <div className="flex h-7 items-center gap-2 text-sm">
        <span role="status" aria-label="Sweep state">
          <Badge tone={tone}>{word}</Badge>
        </span>
        <span className="text-muted">
          {isWaiting
            ? 'Begins when another sweep has ended.'
            : progress
              ? `${formatCount(made)} of ${formatCount(progress.total)} backtests`
              : 'Opening the data…'}
        </span>
        {progress && progress.skipped > 0 && (
          <span className="text-faint">{formatCount(progress.skipped)} skipped: refused by the drawing</span>
        )}
        {progress && progress.failed > 0 && <span className="text-bad">{formatCount(progress.failed)} failed</span>}
        <span className="flex-1" />
        {!ended && progress && progress.leftMs !== null && (
          <span className="text-faint">about {formatDuration(progress.leftMs)} left</span>
        )}
        {!ended && (
          <Button onClick={onCancel} disabled={sweep.requested === 'stop'}>
            <Square size={12} aria-hidden />
            Cancel
          </Button>
        )}
      </div>
      <div
        role="progressbar"
        aria-label="Sweep progress"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        className="h-1 overflow-hidden rounded-full bg-line"
      >
        <div className="h-full bg-accent" style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  )
}
