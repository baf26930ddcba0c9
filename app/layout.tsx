import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import './globals.css'
import { Providers } from './remote/providers'
import { THEME_COOKIE } from './ui/theme-cookie'

export const metadata: Metadata = {
  title: { default: 'Patchbay', template: '%s · Patchbay' },
  description: 'Draw a trading strategy as a graph and run the same drawing as backtest, replay, paper and live.',
  icons: { icon: '/icon.svg' },
}

/** Reads the theme from its cookie, so that the first paint has it; this makes every page dynamic, which nonces need too. */
export default async function Layout({ children }: { readonly children: ReactNode }) {
  const theme = (await cookies()).get(THEME_COOKIE)?.value
  return (
    <html lang="en" data-theme={theme === 'light' ? 'light' : 'dark'}>
      <body>
        <Providers>{children}</Providers>
      </body>
    </html>
  )
}
