'use client'
/** The right-hand side of a canvas: a rail of tabs, and the panel that is chosen. */
import { PanelRightClose, PanelRightOpen } from 'lucide-react'
import { Fragment, Suspense, useEffect } from 'react'
import { Boundary } from '../../ui/boundary'
import { Button } from '../../ui/button'
import { cx } from '../../ui/cx'
import { ResizeHandle } from '../../ui/resize-handle'
import { Tab, TabPanel, TabRoot, TabStrip } from '../../ui/tabs'
import { Tooltip } from '../../ui/tooltip'
import { useSession } from '../session'
import { useScope } from '../subgraphs/scope'
import { OutermostLevel } from '../subgraphs/scoped-session'
import type { SidePanel } from './panel'
import { SIDE_PANELS } from './panels'
import {
  closeSide,
  NARROW,
  resizeSide,
  SIDE_WIDTH_MAX_PX,
  SIDE_WIDTH_MIN_PX,
  showPanel,
  toggleSide,
  useSide,
} from './store'

function Rail({ panels, isOpen }: { readonly panels: readonly SidePanel[]; readonly isOpen: boolean }) {
  return (
    <nav
      aria-label="Panels"
      className="flex w-10 shrink-0 flex-col items-center gap-1 border-l border-line py-1.5 pointer-coarse:w-12"
    >
      <Tooltip text={isOpen ? 'Hide the side panel' : 'Show the side panel'} side="left">
        <Button
          tone="quiet"
          icon
          aria-label={isOpen ? 'Hide the side panel' : 'Show the side panel'}
          aria-expanded={isOpen}
          onClick={toggleSide}
        >
          {isOpen ? <PanelRightClose size={15} aria-hidden /> : <PanelRightOpen size={15} aria-hidden />}
        </Button>
      </Tooltip>
      <TabStrip label="Side panel" ids={panels.map(({ id }) => id)} className="flex flex-col gap-1">
        {panels.map(({ id, title, icon: Icon, Mark }) => (
          <Tooltip key={id} text={title} side="left">
            <Tab
              id={id}
              aria-label={title}
              className={cx(
                'relative flex size-8 items-center justify-center rounded-sm text-muted hover:bg-hover hover:text-text',
                isOpen && 'aria-selected:bg-accent-soft aria-selected:text-accent',
              )}
            >
              <Icon size={16} aria-hidden />
              {Mark && <Mark />}
            </Tab>
          </Tooltip>
        ))}
      </TabStrip>
    </nav>
  )
}

/** A parameter that something leads to is in the inspector, whatever was shown. */
function useLeading(): void {
  const { canvas } = useSession()
  useEffect(
    () =>
      canvas.subscribe(({ focusParam }, before) => {
        if (focusParam && focusParam !== before.focusParam) showPanel('inspector')
      }),
    [canvas],
  )
}

/** On a window that gets narrow the panel makes room for the canvas. */
function useNarrowing(): void {
  useEffect(() => {
    const query = matchMedia(NARROW)
    const follow = () => {
      if (query.matches) closeSide()
    }
    query.addEventListener('change', follow)
    return () => query.removeEventListener('change', follow)
  }, [])
}

/** The side of an open canvas; `isShared` where the drawing is only shown. */
export function Side({ isShared = false }: { readonly isShared?: boolean }) {
  const { panel, isOpen, widthPx } = useSide()
  useLeading()
  useNarrowing()
  const isInside = useScope((state) => state.path.length > 0)
  const panels = isShared ? SIDE_PANELS.filter((one) => one.onShared) : SIDE_PANELS
  const shown = panels.find((one) => one.id === panel) ?? panels[0]
  if (!shown) return null
  const { Body, title } = shown
  const Level = shown.isOfLevel ? Fragment : OutermostLevel
  return (
    <TabRoot
      value={isOpen ? shown.id : ''}
      onValueChange={showPanel}
      isVertical
      isManual
      className="relative z-20 flex shrink-0 flex-row-reverse bg-surface"
    >
      <Rail panels={panels} isOpen={isOpen} />
      {isOpen && (
        <aside
          aria-label={title}
          style={{ width: widthPx }}
          className="relative flex max-w-[calc(100vw-80px)] flex-col border-l border-line bg-surface max-[1099px]:absolute max-[1099px]:inset-y-0 max-[1099px]:right-full max-[1099px]:shadow-[var(--shadow)]"
        >
          <ResizeHandle
            edge="left"
            label="Width of the side panel"
            valuePx={widthPx}
            minPx={SIDE_WIDTH_MIN_PX}
            maxPx={SIDE_WIDTH_MAX_PX}
            onResize={resizeSide}
          />
          <h2 className="px-3 pt-2.5 pb-0.5 text-xs font-medium text-faint">
            {title}
            {isInside && !shown.isOfLevel && <span className="text-muted"> · of the whole drawing</span>}
          </h2>
          <TabPanel value={shown.id} className="flex min-h-0 flex-1 flex-col -outline-offset-2">
            <Boundary what={`The panel “${title}”`}>
              <Suspense fallback={<p className="p-3 text-sm text-faint">Loading…</p>}>
                <Level>
                  <Body />
                </Level>
              </Suspense>
            </Boundary>
          </TabPanel>
        </aside>
      )}
    </TabRoot>
  )
}
