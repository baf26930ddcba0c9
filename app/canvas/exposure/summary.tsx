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

function OfNode({ node }: { readonly node: string }) {
  const stated = useWorstCase(node)
  return stated && <Sentence stated={stated} name={null} />
}

function OfAll() {
  const topology = useDocument((state) => state.topology)
  const stated = useWorstCases(topology)
  const nameOf = useNames(topology)
  if (stated.length === 0) return null
  return (
    <section className="px-3 pt-3">
      <h3 className="pb-1 text-xs font-medium text-faint">Worst case</h3>
      {stated.map((one) => (
        <Sentence key={one.node} stated={one} name={nameOf(one.node)} />
      ))}
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
