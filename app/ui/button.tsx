import type { ButtonHTMLAttributes, Ref } from 'react'
import { cx } from './cx'

export type ButtonTone = 'plain' | 'primary' | 'quiet' | 'danger'

const TONES: Record<ButtonTone, string> = {
  plain: 'border-line bg-raised text-text hover:not-disabled:bg-hover hover:not-disabled:border-line-strong',
  primary: 'border-transparent bg-accent text-on-accent font-medium hover:not-disabled:opacity-90',
  quiet: 'border-transparent text-muted hover:not-disabled:bg-hover hover:not-disabled:text-text',
  danger: 'border-bad/40 bg-bad-soft text-bad hover:not-disabled:border-bad',
}

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly tone?: ButtonTone
  /** A square button that holds an icon alone; it needs an `aria-label`. */
  readonly icon?: boolean
  readonly ref?: Ref<HTMLButtonElement>
}

/** A button. Tone says its weight: one `primary` a view, `danger` for what can't be taken back. */
export function Button({ tone = 'plain', icon = false, className, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={cx(
        'inline-flex h-8 shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-sm border text-sm select-none',
        'disabled:cursor-default disabled:opacity-50 aria-disabled:opacity-50',
        icon ? 'w-8' : 'px-2.5',
        TONES[tone],
        className,
      )}
      {...rest}
    />
  )
}
