'use client'
import { ShieldAlert, ShieldCheck } from 'lucide-react'
import { Fragment, type ReactNode } from 'react'
import type { OrderPath, WorstCase } from '../../../engine/sdk'
import { Badge } from '../../ui/badge'
import { cx } from '../../ui/cx'
import { linesOf } from './words'

interface CardProps {
  readonly stated: WorstCase
  readonly nameOf: (node: string) => string
  /** Lights a path on the canvas, or none; left out where there is no canvas. */
  readonly onPath?: (path: OrderPath | null) => void
  readonly litPath?: string | null
  readonly onNode?: (node: string) => void
  /** One of several: the ways of its orders are opened by whoever wants them. */
  readonly isBrief?: boolean
}

/** Paths listed at most. */
const PATHS_MAX = 40

export const pathKey = (path: OrderPath): string => path.links.join(' ')

function verdict({ bounds, isGuarded, paths }: WorstCase): { words: string; tone: 'good' | 'bad' | 'plain' } {
  if (!bounds) return { words: 'No orders', tone: 'plain' }
  const open = paths.filter(({ guards }) => guards.length === 0).length
  return isGuarded ? { words: 'Guarded', tone: 'good' } : { words: `${open} unguarded`, tone: 'bad' }
}

function NodeName({ node, nameOf, onNode }: Pick<CardProps, 'nameOf' | 'onNode'> & { readonly node: string }) {
  if (!onNode) return <>{nameOf(node)}</>
  return (
    <button type="button" className="text-accent underline" onClick={() => onNode(node)}>
      {nameOf(node)}
    </button>
  )
}

function Figures({ stated, nameOf, onNode }: Pick<CardProps, 'stated' | 'nameOf' | 'onNode'>) {
  const lines = linesOf(stated)
  const setters = [...new Set(lines.flatMap(({ guards }) => guards))]
  // Whose limit it is need not be said where there is one guard.
  const isOne = setters.length === 1
  const isSaid = isOne && setters[0] !== stated.node
  return (
    <>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-sm">
        {lines.map(({ label, value, note, guards, isUnlimited }) => (
          <Fragment key={label}>
            <dt className="text-muted">{label}</dt>
            <dd className="text-right">
              <span className={cx('break-words', isUnlimited && label !== 'Instruments' && 'text-warn')}>{value}</span>
              {(note || (!isOne && guards.length > 0)) && (
                <span className="block text-xs text-faint">
                  {note}
                  {note && !isOne && guards.length > 0 && ' · '}
                  {(isOne ? [] : guards).map((guard, place) => (
                    <Fragment key={guard}>
                      {place > 0 && ', '}
                      <NodeName node={guard} nameOf={nameOf} {...(onNode && { onNode })} />
                    </Fragment>
                  ))}
                </span>
              )}
            </dd>
          </Fragment>
        ))}
      </dl>
      {isSaid && setters[0] && (
        <p className="pt-1 text-xs text-faint">
          Set by <NodeName node={setters[0]} nameOf={nameOf} {...(onNode && { onNode })} />
        </p>
      )}
    </>
  )
}

function Paths({ stated, nameOf, onPath, litPath, isBrief = false }: CardProps) {
  if (stated.paths.length === 0) return null
  const row = (path: OrderPath): ReactNode => (
    <>
      {path.guards.length > 0 ? (
        <ShieldCheck size={13} aria-label="Guarded" className="mt-0.5 shrink-0 text-good" />
      ) : (
        <ShieldAlert size={13} aria-label="Not guarded" className="mt-0.5 shrink-0 text-bad" />
      )}
      <span className="min-w-0 flex-1 break-words">{path.nodes.map(nameOf).join(' → ')}</span>
    </>
  )
  const isOpen = !isBrief || stated.paths.some(({ guards }) => guards.length === 0)
  return (
    <details open={isOpen}>
      <summary className="cursor-pointer pt-2.5 pb-1 text-xs font-medium text-faint">
        Every way an order takes ({stated.paths.length})
      </summary>
      <ul className="text-xs text-muted" aria-label="Paths of orders">
        {stated.paths.slice(0, PATHS_MAX).map((path) => {
          const key = pathKey(path)
          const isLit = litPath === key
          return (
            <li key={key}>
              {onPath ? (
                <button
                  type="button"
                  aria-pressed={isLit}
                  onClick={() => onPath(isLit ? null : path)}
                  className={cx(
                    'flex w-full gap-1.5 rounded-sm px-1 py-1 text-left hover:bg-hover',
                    isLit && 'bg-hover',
                  )}
                >
                  {row(path)}
                </button>
              ) : (
                <div className="flex gap-1.5 px-1 py-1">{row(path)}</div>
              )}
            </li>
          )
        })}
      </ul>
      {stated.paths.length > PATHS_MAX && (
        <p className="text-xs text-faint">and {stated.paths.length - PATHS_MAX} more, all counted above</p>
      )}
    </details>
  )
}

/** The proof that everything is guarded, and the most that can come of it, for one gateway or guard. */
export function WorstCaseCard(props: CardProps) {
  const { stated, nameOf } = props
  const { words, tone } = verdict(stated)
  return (
    <section aria-label={`Worst case of ${nameOf(stated.node)}`} className="border-b border-line px-3 py-2.5">
      <header className="flex items-center gap-2 pb-1.5">
        <h3 className="min-w-0 flex-1 truncate text-sm font-semibold">{nameOf(stated.node)}</h3>
        <Badge tone={tone}>{words}</Badge>
      </header>
      {stated.bounds ? (
        <Figures {...props} />
      ) : (
        <p className="text-sm text-muted">No strategy reaches it: nothing can be ordered.</p>
      )}
      {stated.invalid.length > 0 && (
        <p role="alert" className="pt-1 text-xs text-bad">
          {stated.invalid.map(nameOf).join(', ')}: the parameters are not valid, so no limit counts.
        </p>
      )}
      <Paths {...props} />
    </section>
  )
}

/** What the figures mean. */
export function WorstCaseNote() {
  return (
    <p className="px-3 py-2.5 text-xs text-faint">
      Computed from the drawing: one guard after another, the tighter limit holds; side by side they add up. Values are
      those at which a guard approves; a price that moves later moves them, and one that jumps can lose more than the
      day’s limit before everything is closed. Orders that only shrink a position always pass.
    </p>
  )
}
