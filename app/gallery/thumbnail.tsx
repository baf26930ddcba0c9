import { memo } from 'react'
import { isSubgraphKind, splitRef } from '../../engine/sdk'
import { findManifest } from '../canvas/drawing-kinds'
import { portColor } from '../canvas/kinds'
import type { Outputs } from '../remote/trpc'
import { KindIcon } from '../ui/icons'
import { BOX, fitOutline, THUMBNAIL } from './thumbnail-layout'

type Outline = Outputs['topologies']['list'][number]['graph']

/** Above this many nodes icons would be specks. */
const ICONS_MAX = 40

/** A graph in small: boxes with their kinds' icons, links in the colours of what they carry. */
export const Thumbnail = memo(function Thumbnail({ graph }: { readonly graph: Outline }) {
  if (graph.nodes.length === 0)
    return <div className="flex h-[120px] items-center justify-center bg-canvas text-xs text-faint">Empty</div>
  const places = fitOutline(graph.nodes)
  return (
    <svg
      viewBox={`0 0 ${THUMBNAIL.width} ${THUMBNAIL.height}`}
      className="block h-[120px] w-full bg-canvas text-muted"
      aria-hidden
    >
      {graph.links.map((link) => {
        const from = places.get(splitRef(link.from).node)
        const to = places.get(splitRef(link.to).node)
        if (!from || !to) return null
        const [x1, y1, x2, y2] = [from.x + BOX.width, from.y + BOX.height / 2, to.x, to.y + BOX.height / 2]
        const bend = Math.max(10, Math.abs(x2 - x1) / 2)
        return (
          <path
            key={`${link.from}>${link.to}`}
            d={`M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`}
            fill="none"
            stroke={portColor(link.type)}
            strokeWidth={1.5}
          />
        )
      })}
      {graph.nodes.map((node) => {
        const place = places.get(node.id)
        if (!place) return null
        return (
          <g key={node.id} transform={`translate(${place.x} ${place.y})`}>
            <rect {...BOX} rx={4} fill="var(--surface)" stroke="var(--line-strong)" />
            {graph.nodes.length <= ICONS_MAX && (
              <g transform={`translate(${BOX.width / 2 - 6.5} ${BOX.height / 2 - 6.5})`}>
                <KindIcon
                  name={isSubgraphKind(node.kind) ? 'boxes' : (findManifest(node.kind)?.icon ?? '')}
                  size={13}
                />
              </g>
            )}
          </g>
        )
      })}
    </svg>
  )
})
