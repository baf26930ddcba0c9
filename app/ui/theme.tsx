'use client'
import { SunMoon } from 'lucide-react'
import { Button } from './button'
import { THEME_COOKIE } from './theme-cookie'
import { Tooltip } from './tooltip'

const YEAR_SECONDS = 31_536_000

/** A cookie, not local storage: the server writes the choice into the first HTML, so that nothing flashes. */
function toggleTheme(): void {
  const theme = document.documentElement.dataset.theme === 'light' ? 'dark' : 'light'
  document.documentElement.dataset.theme = theme
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser we serve.
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`
}

/** Switches between dark and light. */
export function ThemeToggle() {
  return (
    <Tooltip text="Switch between dark and light">
      <Button tone="quiet" icon aria-label="Switch between dark and light" onClick={toggleTheme}>
        <SunMoon size={15} aria-hidden />
      </Button>
    </Tooltip>
  )
}
