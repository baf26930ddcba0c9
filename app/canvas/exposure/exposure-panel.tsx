'use client'
import { useEffect, useState } from 'react'
import type { OrderPath, Topology } from '../../../engine/sdk'
import { Empty } from '../../ui/notice'
import { reveal } from '../commands'
import { useCanvas, useDocument, useSelectedNodes, useSession } from '../session'
import { SideScroll } from '../side/scroll'
import { useDrawnPath, useNames, useWorstCase, useWorstCases } from './use-worst-cases'
import { pathKey, WorstCaseCard, WorstCaseNote } from './worst-case-card'

const lit = (ids: readonly string[]) => Object.fromEntries(ids.map((id) => [id, 'path' as const]))

/** Lights one path on the canvas while it is chosen here. */
function usePathLight(topology: Topology): readonly [OrderPath | null, (path: OrderPath | null) => void] {
  const { canvas } = useSession()
  const [path, setPath] = useState<OrderPath | null>(null)
  const drawnOf = useDrawnPath(topology)
  const drawn = path && drawnOf(path)
  const text = drawn ? JSON.stringify(drawn) : null
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text says all that is drawn.
  useEffect(() => {
    const layer = drawn && { nodeGlows: lit(drawn.nodes), linkGlows: lit(drawn.links), dimsOthers: true }
    canvas.getState().mark('order-path', layer)
    return () => canvas.getState().mark('order-path', null)
  }, [canvas, text])
  return [path, setPath]
}

export default function Exposure() {
  const session = useSession()
  const topology = useDocument((state) => state.topology)
  const gateways = useWorstCases(topology)
  const nameOf = useNames(topology)
  const [path, setPath] = usePathLight(topology)
  const [selected] = useSelectedNodes()
  const announce = useCanvas((state) => state.announce)
  const ofSelected = useWorstCase(selected?.id)
  const shown = ofSelected ? [ofSelected] : gateways
  if (shown.length === 0)
    return <Empty title="No gateway is drawn.">What may be traded at most is stated of each gateway.</Empty>
  const show = (next: OrderPath | null) => {
    setPath(next)
    if (next) announce(`Path lit: ${next.nodes.map(nameOf).join(' to ')}`)
  }
  return (
    <SideScroll label="Worst cases">
      {shown.map((stated) => (
        <WorstCaseCard
          key={stated.node}
          stated={stated}
          nameOf={nameOf}
          onPath={show}
          litPath={path && pathKey(path)}
          onNode={(id) => reveal(session, id)}
          isBrief={shown.length > 1}
        />
      ))}
      <WorstCaseNote />
    </SideScroll>
  )
}
