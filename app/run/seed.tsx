'use client'
import { Dices } from 'lucide-react'
import { create } from 'zustand'
import { Button } from '../ui/button'
import { Popover } from '../ui/popover'

export const SEED_MAX = 0x7fff_ffff

/** The seed of runs started on this page: the same drawing, data and seed give the same result. */
export const useSeed = create<{ readonly seed: number }>(() => ({ seed: 1 }))

/** The seed in a text, or null for what is none. */
export function parseSeed(text: string): number | null {
  if (!/^\d{1,10}$/.test(text.trim())) return null
  const seed = Number(text)
  return seed <= SEED_MAX ? seed : null
}

/** Chooses the seed of the runs that are started from here. */
export function SeedButton() {
  const seed = useSeed((state) => state.seed)
  const take = (text: string) => {
    const parsed = parseSeed(text)
    if (parsed !== null) useSeed.setState({ seed: parsed })
  }
  return (
    <Popover
      label="Seed"
      trigger={
        <Button tone="quiet" icon aria-label={`Seed of new runs: ${seed}`} title={`Seed of new runs: ${seed}`}>
          <Dices size={15} aria-hidden />
        </Button>
      }
    >
      <label className="flex flex-col gap-1">
        <span>Seed of new runs</span>
        <input
          className="field w-full tabular-nums"
          inputMode="numeric"
          defaultValue={seed}
          key={seed}
          aria-describedby="seed-help"
          onBlur={(event) => take(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') take(event.currentTarget.value)
          }}
        />
      </label>
      <p id="seed-help" className="pt-1.5 text-xs text-muted">
        A whole number. It drives whatever is made by chance, such as simulated data; the same drawing, data and seed
        give the same result.
      </p>
      <Button className="mt-2" onClick={() => useSeed.setState({ seed: Math.floor(Math.random() * SEED_MAX) })}>
        Another seed
      </Button>
    </Popover>
  )
}
