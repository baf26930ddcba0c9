'use client'
import { ChevronRight, CornerLeftUp } from 'lucide-react'
import { Fragment } from 'react'
import { Button } from '../../ui/button'
import { Tooltip } from '../../ui/tooltip'
import { openDrawing } from '../drawing-kinds'
import { useDocument } from '../session'
import { usesOf } from './definitions'
import { leaveSubgraph, levelsAlong, showLevel, useScope } from './scope'

/** Where the level that is shown lies, and the way back; nothing at the outermost level. */
export function Breadcrumbs() {
  const path = useScope((state) => state.path)
  // The levels' names change with the drawing, which every level's document follows.
  useDocument((state) => state.topology)
  const drawing = openDrawing()
  const levels = drawing ? levelsAlong(drawing, path) : []
  const shown = levels.at(-1)
  if (!drawing || !shown) return null
  const uses = usesOf(drawing, shown.definition.kind)
  return (
    <nav
      aria-label="Level of the drawing"
      className="absolute top-12 left-3 z-10 flex max-w-[calc(100%-24px)] items-center gap-1 rounded-md border border-accent bg-surface py-0.5 pr-3 pl-0.5 text-sm"
    >
      <Tooltip text="Go one level up (Alt ↑)">
        <Button tone="quiet" icon aria-label="Go one level up" onClick={leaveSubgraph}>
          <CornerLeftUp size={15} aria-hidden />
        </Button>
      </Tooltip>
      <Button tone="quiet" onClick={() => showLevel([])}>
        <span className="max-w-40 truncate">{drawing.name}</span>
      </Button>
      {levels.map((level) => (
        <Fragment key={level.path.join('/')}>
          <ChevronRight size={13} aria-hidden className="shrink-0 text-faint" />
          {level === shown ? (
            <span aria-current="page" className="truncate font-medium">
              {level.title}
            </span>
          ) : (
            <Button tone="quiet" onClick={() => showLevel(level.path)}>
              <span className="max-w-40 truncate">{level.title}</span>
            </Button>
          )}
        </Fragment>
      ))}
      {uses > 1 && <span className="pl-2 text-xs text-warn">edits apply to all {uses} uses</span>}
    </nav>
  )
}
