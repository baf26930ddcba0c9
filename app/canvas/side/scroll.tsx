import type { ReactNode } from 'react'
import { cx } from '../../ui/cx'

/** The part of a panel that scrolls, by keyboard too where nothing in it takes the focus. */
export function SideScroll({
  label,
  className,
  children,
}: {
  readonly label: string
  readonly className?: string
  readonly children: ReactNode
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of no form.
    <div
      role="group"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
      className={cx('min-h-0 flex-1 overflow-y-auto -outline-offset-2', className)}
    >
      {children}
    </div>
  )
}
