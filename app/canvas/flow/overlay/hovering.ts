/** What lies under the pointer among the painted: it comes into the page, where it can be clicked, dragged and told. */
import { useStoreApi } from '@xyflow/react'
import { type RefObject, useEffect } from 'react'
import { useSession } from '../../session'
import type { FlowEdge, FlowNode } from '../store'
import { cardAt, linkAt } from './scene'
import type { Stage } from './stage'

/** How near to a link the pointer has to be, px of the screen. */
const LINK_REACH_PX = 9

/** Follows the pointer over the empty parts of the canvas. */
export function useHovering(element: RefObject<HTMLElement | null>, stage: RefObject<Stage | null>): void {
  const { canvas } = useSession()
  const flow = useStoreApi<FlowNode, FlowEdge>()
  useEffect(() => {
    const pane = element.current?.closest<HTMLElement>('.react-flow')
    if (!pane) return
    const set = (hoveredLink: string | null, hoveredCard: string | null, at?: { x: number; y: number }) => {
      const now = canvas.getState()
      if (hoveredLink !== now.hoveredLink && at) canvas.setState({ hoveredAt: at })
      if (hoveredLink !== now.hoveredLink || hoveredCard !== now.hoveredCard)
        canvas.setState({ hoveredLink, hoveredCard })
    }
    const clear = () => set(null, null)
    /** What is painted at a point of the window. */
    const lookAt = ({ clientX, clientY }: PointerEvent) => {
      const { transform, nodeLookup } = flow.getState()
      const box = pane.getBoundingClientRect()
      const [x, y, zoom] = transform
      const [atX, atY] = [(clientX - box.left - x) / zoom, (clientY - box.top - y) / zoom]
      const card = canvas.getState().mounted === null ? null : cardAt(nodeLookup, atX, atY)
      const links = card === null ? stage.current?.links.values() : undefined
      set(linkAt(links ?? [], atX, atY, LINK_REACH_PX / zoom)?.edge.id ?? null, card, { x: clientX, y: clientY })
    }
    const look = (event: PointerEvent) => {
      const { target, buttons } = event
      if (buttons !== 0 || !(target instanceof Element)) return
      const link = target.closest('.react-flow__edge')?.getAttribute('data-id') ?? null
      const card = target.closest('.react-flow__node')?.getAttribute('data-id') ?? null
      if (link !== null) set(link, null, { x: event.clientX, y: event.clientY })
      else if (card !== null) set(null, canvas.getState().hoveredCard === card ? card : null)
      else if (target.classList.contains('react-flow__pane')) lookAt(event)
      else clear()
    }
    // A link that is tabbed to says the same as one that is pointed at.
    const focus = ({ target }: FocusEvent) => {
      const link = target instanceof Element && target.closest('.react-flow__edge')
      if (!link) return
      const { left, top, width, height } = link.getBoundingClientRect()
      set(link.getAttribute('data-id'), null, { x: left + width / 2, y: top + height / 2 })
    }
    pane.addEventListener('focusin', focus)
    pane.addEventListener('focusout', clear)
    pane.addEventListener('pointermove', look)
    pane.addEventListener('pointerleave', clear)
    return () => {
      pane.removeEventListener('focusin', focus)
      pane.removeEventListener('focusout', clear)
      pane.removeEventListener('pointermove', look)
      pane.removeEventListener('pointerleave', clear)
    }
  }, [canvas, flow, element, stage])
}
