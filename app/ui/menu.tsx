import { type ButtonHTMLAttributes, cloneElement, type ReactElement, type ReactNode, Suspense, useState } from 'react'
import { lazy } from './lazy'

// What makes a menu is fetched when the first one is opened.
const MenuBody = lazy(() => import('./menu-body').then(({ MenuBody }) => ({ default: MenuBody })))
export const MenuItem = lazy(() => import('./menu-body').then(({ MenuItem }) => ({ default: MenuItem })))
export const MenuSeparator = lazy(() => import('./menu-body').then(({ MenuSeparator }) => ({ default: MenuSeparator })))

interface MenuProps {
  readonly trigger: ReactElement<ButtonHTMLAttributes<HTMLButtonElement>>
  readonly children: ReactNode
}

/** A menu that opens from its trigger (one button). */
export function Menu({ trigger, children }: MenuProps) {
  const [isAsked, setAsked] = useState(false)
  const closed = cloneElement(trigger, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onClick: () => setAsked(true),
    onKeyDown: (event) => {
      if (event.key !== 'ArrowDown') return
      event.preventDefault()
      setAsked(true)
    },
  })
  if (!isAsked) return closed
  return (
    <Suspense fallback={closed}>
      <MenuBody trigger={trigger}>{children}</MenuBody>
    </Suspense>
  )
}
