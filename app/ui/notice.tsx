import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './cx'

const TONES = {
  info: { box: 'border-line bg-raised text-muted', Icon: Info },
  warn: { box: 'border-warn/30 bg-warn-soft text-warn', Icon: TriangleAlert },
  bad: { box: 'border-bad/30 bg-bad-soft text-bad', Icon: CircleAlert },
}

interface NoticeProps {
  readonly tone?: keyof typeof TONES
  readonly children: ReactNode
  readonly action?: ReactNode
  readonly className?: string
}

/** A message in place: what is so, and what to do about it. */
export function Notice({ tone = 'info', children, action, className }: NoticeProps) {
  const { box, Icon } = TONES[tone]
  return (
    <div
      role={tone === 'info' ? 'status' : 'alert'}
      className={cx('flex items-start gap-2 rounded-md border px-3 py-2 text-sm', box, className)}
    >
      <Icon size={15} className="mt-px shrink-0" aria-hidden />
      <div className="min-w-0 flex-1 break-words">{children}</div>
      {action}
    </div>
  )
}

/** Where a list or panel has nothing to show. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="flex flex-col items-center justify-center gap-1 px-6 py-8 text-center">
      <p className="text-sm text-muted">{title}</p>
      {children && <div className="max-w-md text-xs text-faint">{children}</div>}
    </div>
  )
}
