'use client'
import type { Topology } from '../../../engine/sdk'
import { useNames, useWorstCases } from './use-worst-cases'
import { linesOf } from './words'

/** What a change of the drawing does to the worst case of its gateways: only what becomes different. */
export function ExposureChange({ before, after }: { readonly before: Topology; readonly after: Topology }) {
  const was = useWorstCases(before)
  const becomes = useWorstCases(after)
  const [nameNow, nameBefore] = [useNames(after), useNames(before)]
  const nameOf = (id: string) => (becomes.some(({ node }) => node === id) ? nameNow(id) : nameBefore(id))
  const gateways = [...new Set([...was, ...becomes].map(({ node }) => node))]
  const changes = gateways.flatMap((gateway) => {
    const find = (cases: typeof was) => cases.find(({ node }) => node === gateway)
    const [old, next] = [find(was), find(becomes)]
    const [oldLines, nextLines] = [old ? linesOf(old) : [], next ? linesOf(next) : []]
    const labels = [...new Set([...oldLines, ...nextLines].map(({ label }) => label))]
    const lines = labels.flatMap((label) => {
      const valueIn = (lines: typeof oldLines) => lines.find((line) => line.label === label)?.value ?? 'Nothing'
      const [from, to] = [valueIn(oldLines), valueIn(nextLines)]
      return from === to ? [] : [{ label, from, to }]
    })
    return lines.length === 0 ? [] : [{ gateway, lines }]
  })
  if (changes.length === 0) return <p className="text-xs text-faint">The worst case stays what it is.</p>
  return (
    <section aria-label="Worst case before and after" className="text-xs">
      {changes.map(({ gateway, lines }) => (
        <div key={gateway} className="pb-1">
          <h4 className="font-medium text-muted">Worst case of {nameOf(gateway)}</h4>
          <ul>
            {lines.map(({ label, from, to }) => (
              <li key={label} className="flex justify-between gap-3">
                <span className="text-faint">{label}</span>
                <span>
                  {from} → <span className="font-medium text-text">{to}</span>
                </span>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}
