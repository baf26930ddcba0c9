'use client'
import { useStoreApi } from '@xyflow/react'
import { useEffect, useRef } from 'react'
import { useSession } from '../../session'
import { Knife } from '../slicing'
import type { FlowEdge, FlowNode } from '../store'
import { useHovering } from './hovering'
import { linkAt } from './scene'
import { Stage } from './stage'

/** The picture behind the cards. Inside <ReactFlow>, whose view it follows. */
export function Overlay() {
  const session = useSession()
  const flow = useStoreApi<FlowNode, FlowEdge>()
  const element = useRef<HTMLCanvasElement>(null)
  const stage = useRef<Stage | null>(null)
  useEffect(() => {
    if (!element.current) return
    const made = new Stage(element.current, session, flow)
    stage.current = made
    made.start()
    session.canvas.setState({
      linkNear: ({ x, y }, reach) => linkAt(made.links.values(), x, y, reach)?.edge.id ?? null,
    })
    return () => made.stop()
  }, [session, flow])
  useHovering(element, stage)
  return (
    <>
      <canvas ref={element} className="canvas-overlay" aria-hidden />
      <Knife stage={stage} />
    </>
  )
}
