'use client'
import { useQuery } from '@tanstack/react-query'
import { GitCompareArrows } from 'lucide-react'
import { useState } from 'react'
import { useTRPC, wordsOf } from '../remote/trpc'
import { Button } from '../ui/button'
import { formatPercent, formatTime } from '../ui/format'
import { Empty, Notice } from '../ui/notice'
import { Popover } from '../ui/popover'
import { COMPARED_MAX } from './compared'

const LISTED_MAX = 60

interface RunChooserProps {
  readonly id: string
  readonly chosen: readonly string[]
  readonly onChange: (ids: readonly string[]) => void
}

function Choices({ id, chosen, onChange }: RunChooserProps) {
  const trpc = useTRPC()
  const runs = useQuery(trpc.runs.list.queryOptions())
  const [words, setWords] = useState('')
  if (runs.isError) return <Notice tone="bad">{wordsOf(runs.error)}</Notice>
  if (!runs.data) return <Empty title="Reading runs…" />
  const found = runs.data
    .filter((run) => run.id !== id && run.finalEquity !== null && run.name.toLowerCase().includes(words.toLowerCase()))
    .slice(0, LISTED_MAX)
  const toggle = (other: string) =>
    onChange(chosen.includes(other) ? chosen.filter((one) => one !== other) : [...chosen, other])
  return (
    <>
      <input
        className="field"
        aria-label="Filter runs by name"
        placeholder="Filter by name"
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      {found.length === 0 && <Empty title="No other run with results." />}
      <ul className="mt-2 max-h-72 overflow-y-auto">
        {found.map((run) => {
          const isChosen = chosen.includes(run.id)
          return (
            <li key={run.id}>
              <label className="menu-item !items-start py-1 hover:bg-hover">
                <input
                  type="checkbox"
                  className="mt-0.5 accent-[var(--accent)]"
                  checked={isChosen}
                  disabled={!isChosen && chosen.length >= COMPARED_MAX}
                  onChange={() => toggle(run.id)}
                />
                <span className="min-w-0 flex-1">
                  <span className="block truncate">{run.name}</span>
                  <span className="block text-xs text-faint">
                    {run.mode} · {formatTime(run.endedAt)}
                  </span>
                </span>
                <span className="text-xs text-muted">{formatPercent(run.totalReturn)}</span>
              </label>
            </li>
          )
        })}
      </ul>
    </>
  )
}

/** Chooses runs to be shown beside this one. */
export function RunChooser(props: RunChooserProps) {
  return (
    <Popover
      label="Runs to compare with"
      trigger={
        <Button>
          <GitCompareArrows size={14} aria-hidden />
          Compare
        </Button>
      }
    >
      <Choices {...props} />
    </Popover>
  )
}
