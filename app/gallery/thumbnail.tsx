import { memo } from 'react'
import { splitRef } from '../../engine/sdk'
import { findManifest } from '../../nodes/manifests'
import { portColor } from '../canvas/kinds'
import type { Outputs } from '../remote/trpc'

type Outline = Outputs['topologies']['list'][number]['graph']

const NODE_WIDTH = 208
const NODE_HEIGHT = 90
const WIDTH_PX = 288
const HEIGHT_PX = 120
/** Room round the drawing, in its own units. */
const MARGIN = 60
/** No closer than this: a drawing of one node must not fill the card. */
const SPAN_MIN = 900

function viewBoxOf(nodes: Outline['nodes']): string {
  const xs = nodes.map((node) => node.x)
  const ys = nodes.map((node) => node.y)
  const left = Math.min(...xs)
  const top = Math.min(...ys)
  const width = Math.max(...xs) - left + NODE_WIDTH
  const height = Math.max(...ys) - top + NODE_HEIGHT
  const span = Math.max(width + MARGIN * 2, SPAN_MIN, ((height + MARGIN * 2) * WIDTH_PX) / HEIGHT_PX)
  const tall = (span * HEIGHT_PX) / WIDTH_PX
  return `${left + width / 2 - span / 2} ${top + height / 2 - tall / 2} ${span} ${tall}`
}

/** A graph in small: cards as boxes, links in the colours of what they carry. */
export const Thumbnail = memo(function Thumbnail({ graph }: { readonly graph: Outline }) {
  if (graph.nodes.length === 0)
    return <div className="flex h-[120px] items-center justify-center bg-canvas text-xs text-faint">Empty</div>
  const places = new Map(graph.nodes.map((node) => [node.id, node]))
  const typeOf = (ref: string) => {
    const { node, port } = splitRef(ref)
    return findManifest(places.get(node)?.kind ?? '')?.outputs.find((one) => one.id === port)?.type
  }
  return (
    <svg
      viewBox={viewBoxOf(graph.nodes)}
      className="block h-[120px] w-full bg-canvas"
      aria-hidden
      preserveAspectRatio="xMidYMid slice"
    >
      {graph.links.map((link) => {
        const from = places.get(splitRef(link.from).node)
        const to = places.get(splitRef(link.to).node)
        if (!from || !to) return null
        const [x1, y1, x2, y2] = [from.x + NODE_WIDTH, from.y + NODE_HEIGHT / 2, to.x, to.y + NODE_HEIGHT / 2]
        const bend = Math.max(40, Math.abs(x2 - x1) / 2)
        return (
          <path
            key={`${link.from}>${link.to}`}
            d={`M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`}
            fill="none"
            stroke={portColor(typeOf(link.from))}
            strokeWidth={2}
            vectorEffect="non-scaling-stroke"
          />
        )
      })}
      {graph.nodes.map((node) => (
        <rect
          key={node.id}
          x={node.x}
          y={node.y}
          width={NODE_WIDTH}
          height={NODE_HEIGHT}
          rx={14}
          fill="var(--surface)"
          stroke="var(--line-strong)"
          strokeWidth={1}
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </svg>
  )
})
