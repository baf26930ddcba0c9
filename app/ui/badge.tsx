import type { ReactNode } from 'react'
import { cx } from './cx'

export type BadgeTone = 'plain' | 'accent' | 'good' | 'warn' | 'bad'

const TONES: Record<BadgeTone, string> = {
  plain: 'bg-raised text-muted border-line',
  accent: 'bg-accent-soft text-accent border-accent/30',
  good: 'bg-good-soft text-good border-good/30',
  warn: 'bg-warn-soft text-warn border-warn/30',
  bad: 'bg-bad-soft text-bad border-bad/30',
}

/** A small word about the thing beside it. */
export function Badge({ tone = 'plain', children }: { readonly tone?: BadgeTone; readonly children: ReactNode }) {
  return (
    <span
      className={cx(
        'inline-flex h-[18px] shrink-0 items-center gap-1 rounded-sm border px-1.5 text-2xs font-medium whitespace-nowrap',
        TONES[tone],
      )}
    >
      {children}
    </span>
  )
}

/** A count behind a tab's label. */
export function Count({ value, tone = 'plain' }: { readonly value: number; readonly tone?: BadgeTone }) {
  return value > 0 ? <Badge tone={tone}>{value > 9_999 ? '9,999+' : value.toLocaleString('en-US')}</Badge> : null
}
