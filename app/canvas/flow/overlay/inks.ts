/** The design tokens as colours that a canvas can paint with: resolved once for each theme. */
import { PORT_TYPES, type PortType } from '../../../../engine/sdk'

const NAMES = [
  'canvas',
  'canvas-dot',
  'surface',
  'line',
  'line-strong',
  'text',
  'muted',
  'faint',
  'accent',
  'good',
  'warn',
  'bad',
  'bad-soft',
] as const
type InkName = (typeof NAMES)[number]

export interface Inks extends Readonly<Record<InkName, string>> {
  readonly ports: Readonly<Record<PortType, string>>
  /** The page's own font. */
  readonly font: string
}

/** Reads the tokens as they hold within `host`; light-dark() is resolved by asking an element for its colour. */
export function readInks(host: HTMLElement): Inks {
  const probe = document.createElement('span')
  probe.hidden = true
  host.append(probe)
  const resolve = (token: string): string => {
    probe.style.color = `var(--${token})`
    return getComputedStyle(probe).color
  }
  const colors = Object.fromEntries(NAMES.map((name) => [name, resolve(name)])) as Record<InkName, string>
  const ports = Object.fromEntries(PORT_TYPES.map((type) => [type, resolve(`port-${type}`)])) as Record<
    PortType,
    string
  >
  const font = getComputedStyle(probe).fontFamily
  probe.remove()
  return { ...colors, ports, font }
}

/** Calls back when the person changes the theme, or the system does. Returns how to stop. */
export function onThemeChange(tell: () => void): () => void {
  const observer = new MutationObserver(tell)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class', 'style'] })
  const system = matchMedia('(prefers-color-scheme: light)')
  system.addEventListener('change', tell)
  return () => {
    observer.disconnect()
    system.removeEventListener('change', tell)
  }
}
