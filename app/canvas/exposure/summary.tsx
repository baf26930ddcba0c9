'use client'
import { ShieldAlert, ShieldCheck } from 'lucide-react'
import type { WorstCase } from '../../../engine/sdk'
import { cx } from '../../ui/cx'
import { useDocument } from '../session'
import { showPanel } from '../side/store'
import { useIsGuardOrGateway, useNames, useWorstCase, useWorstCases } from './use-worst-cases'
import { sentenceOf } from './words'

function Sentence({ stated, name }: { readonly stated: WorstCase; readonly name: string | null }) {
  const isInvalid = stated.invalid.length > 0
  const Icon = stated.isGuarded && !isInvalid ? ShieldCheck : ShieldAlert
  const isOpen = isInvalid || (stated.bounds !== null && !stated.isGuarded)
  return (
    <button
      type="button"
      onClick={() => showPanel('exposure')}
      className="mb-2 flex w-full items-start gap-2 rounded-sm border border-line bg-raised px-2 py-1.5 text-left text-xs text-muted hover:border-line-strong"
    >
      <Icon
        size={14}
        aria-hidden
        className={cx('mt-px shrink-0', isOpen ? 'text-bad' : stated.isGuarded ? 'text-good' : 'text-faint')}
      />
      <span className="min-w-0 flex-1">
        {name && <span className="font-medium text-text">{name}: </span>}
        {sentenceOf(stated)}
      </span>
    </button>
  )
}

/** Sentences shown at most; the panel has all. */
const GROUPS_MAX = 3
const NAMES_MAX = 3

/** Gateways of which the same is to be said, those with no limit first. */
function alike(stated: readonly WorstCase[]): WorstCase[][] {
  const groups = new Map<string, WorstCase[]>()
  for (const one of stated) {
    const words = sentenceOf(one)
    groups.set(words, [...(groups.get(words) ?? []), one])
  }
  const isOpen = ([first]: readonly WorstCase[]) => first !== undefined && first.bounds !== null && !first.isGuarded
  return [...groups.values()].sort((a, b) => Number(isOpen(b)) - Number(isOpen(a)))
}

/** `A, B, C and 4 more, each`. */
function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_MAX).join(', ')
  const rest = names.length - NAMES_MAX
  return `${shown}${rest > 0 ? ` and ${rest} more` : ''}${names.length > 1 ? ', each' : ''}`
}

function OfNode({ node }: { readonly node: string }) {
  const stated = useWorstCase(node)
  return stated && <Sentence stated={stated} name={null} />
}

function OfAll() {
  const topology = useDocument((state) => state.topology)
  const stated = useWorstCases(topology)
  const nameOf = useNames(topology)
  if (stated.length === 0) return null
  const groups = alike(stated)
  const rest = groups.slice(GROUPS_MAX).flat().length
  return (
    <section className="px-3 pt-3">
      <h3 className="pb-1 text-xs font-medium text-faint">Worst case</h3>
      {groups.slice(0, GROUPS_MAX).map((group) => {
        const [first] = group
        return (
          first && <Sentence key={first.node} stated={first} name={namesOf(group.map(({ node }) => nameOf(node)))} />
        )
      })}
      {rest > 0 && (
        <button type="button" className="pb-2 text-xs text-accent underline" onClick={() => showPanel('exposure')}>
          {rest} more {rest === 1 ? 'gateway' : 'gateways'}
        </button>
      )}
    </section>
  )
}

function IfAny({ node }: { readonly node: string }) {
  return useIsGuardOrGateway(node) ? <OfNode node={node} /> : null
}

/** The worst case in a sentence: of a guard or gateway, or of every gateway of the drawing. Opens the whole of it. */
export function ExposureSummary({ node }: { readonly node?: string }) {
  return node === undefined ? <OfAll /> : <IfAny node={node} />
}
