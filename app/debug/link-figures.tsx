'use client'
import { linkName } from '../../engine/sdk'
import { useDocument } from '../canvas/session'
import { formatTime } from '../ui/format'
import { useDebug } from './store'

function Carried({ name }: { readonly name: string }) {
  const link = useDebug(({ state }) => state?.links[name])
  const rows = [
    ['↓', link?.down],
    ['↑', link?.up],
  ] as const
  return rows.map(([arrow, value]) =>
    value ? (
      <li key={arrow} className="pt-1 text-xs">
        <span className="text-faint">
          {arrow} {name} · {value.fresh ? 'now' : formatTime(value.ts)}
        </span>
        <p className={value.fresh ? 'break-words text-text' : 'break-words text-muted'}>
          {value.text}
          {value.count > 1 ? ` (and ${value.count - 1} before it)` : ''}
        </p>
      </li>
    ) : null,
  )
}

/** What each link of a node carried last, in full. */
export function LinkFigures({ node }: { readonly node: string }) {
  const links = useDocument((state) => state.topology.links)
  const own = links.filter(({ from, to }) => from.startsWith(`${node}.`) || to.startsWith(`${node}.`))
  if (own.length === 0) return null
  return (
    <ul aria-label="What its links carried last">
      {own.map((link) => (
        <Carried key={linkName(link)} name={linkName(link)} />
      ))}
    </ul>
  )
}
