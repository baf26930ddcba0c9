/**
 * The painter behind the canvas: one frame at a time it decides which cards are in the page, and paints links, their
 * figures and the cards that are not. It listens to what it shows; no card or link listens for it.
 */
import type { ReactFlowState } from '@xyflow/react'
import type { LinkStatus } from '../../../../engine/sdk'
import { isDebugging, useDebug } from '../../../debug/store'
import { isActive } from '../../../live/telemetry'
import { type CanvasSession, nodeById } from '../../session'
import { type FlowEdge, type FlowNode, MOUNT_ALL_MAX } from '../store'
import type { Box } from './curve'
import { Dots } from './dots'
import { type Inks, onThemeChange, readInks } from './inks'
import { type LinkHealth, LinkRhythms, linkHealth } from './link-health'
import { nextMounted } from './mounting'
import { paintCards } from './paint-cards'
import { paintGhosts } from './paint-ghosts'
import { LABELS_FROM_ZOOM, paintLabels } from './paint-labels'
import { type LinkPainting, paintLinks } from './paint-links'
import { type LinkShape, linkShapes } from './scene'

/** Painted beyond each edge of what is seen: panning within it moves the picture and paints nothing. */
const MARGIN_PX = 200
/** The view counts as moving for so long after it last did. */
const MOVING_MS = 140

type FlowState = ReactFlowState<FlowNode, FlowEdge>
export interface FlowStore {
  getState(): FlowState
  subscribe(listener: (state: FlowState) => void): () => void
}

interface Shown {
  readonly x: number
  readonly y: number
  readonly zoom: number
  readonly width: number
  readonly height: number
}

export class Stage {
  private frame = 0
  private inks: Inks | null = null
  private shapes: ReadonlyMap<string, LinkShape> = new Map()
  /** The view that the picture was painted for. */
  private painted: Shown | null = null
  private isStale = true
  private areShapesStale = true
  private movedAtMs = 0
  private readonly dots = new Dots()
  private readonly rhythms = new LinkRhythms()
  private readonly stops: (() => void)[] = []

  constructor(
    private readonly element: HTMLCanvasElement,
    private readonly session: CanvasSession,
    private readonly flow: FlowStore,
  ) {}

  /** Where the links lie, as last painted. */
  get links(): ReadonlyMap<string, LinkShape> {
    return this.shapes
  }

  start(): void {
    const { canvas, live, document } = this.session
    const repaint = () => this.ask({ shapes: false })
    this.stops.push(
      this.flow.subscribe(this.onFlow),
      canvas.subscribe((state, before) => {
        if (state.nodes !== before.nodes || state.edges !== before.edges) this.ask({ shapes: true })
        else if (state.announcement === before.announcement) repaint()
      }),
      live.store.subscribe((state, before) => {
        if (state.links !== before.links || state.nodes !== before.nodes || state.deployment !== before.deployment)
          repaint()
      }),
      document.subscribe(repaint),
      useDebug.subscribe((state, before) => isDebugging(state) !== isDebugging(before) && repaint()),
      onThemeChange(() => {
        this.inks = null
        repaint()
      }),
    )
    // Time alone makes a link stale.
    const timer = setInterval(() => isActive(live.store.getState().deployment) && repaint(), 1_000)
    this.stops.push(() => clearInterval(timer))
    this.ask({ shapes: true })
  }

  stop(): void {
    for (const stop of this.stops.splice(0)) stop()
    cancelAnimationFrame(this.frame)
  }

  private lookup: unknown = null
  private transform: FlowState['transform'] | null = null

  private readonly onFlow = (state: FlowState): void => {
    const { nodes, transform, width, height } = state
    const moved = transform !== this.transform
    if (moved) this.movedAtMs = performance.now()
    this.transform = transform
    const isSame = nodes === this.lookup && width === this.shownWidth && height === this.shownHeight
    if (!isSame) this.ask({ shapes: true })
    else if (moved) this.wake()
    this.lookup = nodes
  }

  private get shownWidth() {
    return this.painted?.width ?? 0
  }
  private get shownHeight() {
    return this.painted?.height ?? 0
  }

  /** Asks for a new picture with the next frame. */
  private ask({ shapes }: { readonly shapes: boolean }): void {
    this.isStale = true
    this.areShapesStale ||= shapes
    this.wake()
  }

  private wake(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame(this.onFrame)
  }

  private readonly onFrame = (): void => {
    this.frame = 0
    const { transform, width, height, nodeLookup } = this.flow.getState()
    const [x, y, zoom] = transform
    const shown = { x, y, zoom, width, height }
    if (width === 0 || height === 0) return
    if (this.areShapesStale) {
      this.shapes = linkShapes(this.shapes, this.session.canvas.getState().edges, nodeLookup)
      this.areShapesStale = false
    }
    this.mount(shown)
    this.markMoving()
    if (this.isStale || !this.canShift(shown)) this.paint(shown)
    else this.shift(shown)
  }

  /** While the view moves its cards are one layer of the screen, which need not be painted anew. */
  private markMoving(): void {
    const isMoving = performance.now() - this.movedAtMs < MOVING_MS
    const { domNode } = this.flow.getState()
    domNode?.classList.toggle('is-moving', isMoving)
    if (isMoving) this.wake()
  }

  private mount({ x, y, zoom, width, height }: Shown): void {
    const { canvas } = this.session
    const { mounted, nodes, selectedNodes, hoveredCard } = canvas.getState()
    const isLarge = nodes.length > MOUNT_ALL_MAX
    if (!isLarge) {
      if (mounted !== null) canvas.setState({ mounted: null })
      return
    }
    const view = { left: -x / zoom, top: -y / zoom, right: (width - x) / zoom, bottom: (height - y) / zoom }
    const focused = document.activeElement?.closest('.react-flow__node')?.getAttribute('data-id') ?? null
    const next = nextMounted({
      lookup: this.flow.getState().nodeLookup,
      view,
      zoom,
      mounted: mounted ?? new Set(),
      selected: selectedNodes,
      hovered: hoveredCard,
      focused,
      isMoving: performance.now() - this.movedAtMs < MOVING_MS,
    })
    if (next.mounted !== mounted) canvas.setState({ mounted: next.mounted })
    if (!next.isDone) this.wake()
  }

  /** Whether the picture still covers what is seen, moved only. */
  private canShift({ x, y, zoom, width, height }: Shown): boolean {
    const { painted } = this
    if (!painted || painted.zoom !== zoom || painted.width !== width || painted.height !== height) return false
    return Math.abs(x - painted.x) <= MARGIN_PX && Math.abs(y - painted.y) <= MARGIN_PX
  }

  private shift({ x, y }: Shown): void {
    const by = this.painted ?? { x, y }
    this.element.style.transform = `translate(${x - by.x - MARGIN_PX}px, ${y - by.y - MARGIN_PX}px)`
  }

  /** Makes the canvas as large as the view with its margins, in the screen's own pixels. */
  private fit({ width, height }: Shown, ratio: number): void {
    const [w, h] = [Math.round((width + 2 * MARGIN_PX) * ratio), Math.round((height + 2 * MARGIN_PX) * ratio)]
    if (this.element.width === w && this.element.height === h) return
    this.element.width = w
    this.element.height = h
    this.element.style.width = `${w / ratio}px`
    this.element.style.height = `${h / ratio}px`
  }

  private paint(shown: Shown): void {
    const ctx = this.element.getContext('2d')
    if (!ctx) return
    const ratio = window.devicePixelRatio || 1
    this.fit(shown, ratio)
    this.inks ??= readInks(this.element.parentElement ?? document.body)
    const { x, y, zoom, width, height } = shown
    ctx.setTransform(1, 0, 0, 1, 0, 0)
    ctx.clearRect(0, 0, this.element.width, this.element.height)
    ctx.setTransform(zoom * ratio, 0, 0, zoom * ratio, (x + MARGIN_PX) * ratio, (y + MARGIN_PX) * ratio)
    const view = {
      left: (-x - MARGIN_PX) / zoom,
      top: (-y - MARGIN_PX) / zoom,
      right: (width - x + MARGIN_PX) / zoom,
      bottom: (height - y + MARGIN_PX) / zoom,
    }
    this.dots.paint(ctx, this.inks, zoom, ratio, view)
    this.paintAll(ctx, this.inks, zoom, view)
    this.painted = shown
    this.isStale = false
    this.shift(shown)
  }

  private paintAll(ctx: CanvasRenderingContext2D, inks: Inks, zoom: number, view: Box): void {
    const canvas = this.session.canvas.getState()
    const { links, nodes, deployment } = this.session.live.store.getState()
    const { topology } = this.session.document.getState()
    const isDebugged = isDebugging(useDebug.getState())
    const nowMs = Date.now()
    const statusOf = (id: string): LinkStatus | undefined => (isDebugged ? undefined : links[id])
    const healthOf = (id: string): LinkHealth => linkHealth(statusOf(id), deployment, this.rhythms, nowMs)
    const painting: LinkPainting = { ctx, inks, zoom, view, canvas, healthOf }
    paintGhosts(painting)
    paintLinks(painting, this.shapes)
    if (zoom >= LABELS_FROM_ZOOM && !isDebugged) paintLabels(painting, this.shapes, statusOf)
    const { mounted } = canvas
    if (mounted === null) return
    paintCards(
      {
        ctx,
        inks,
        zoom,
        view,
        canvas,
        nodeOf: (id) => nodeById(topology, id),
        statusOf: (id) => nodes[id],
        isMounted: (id) => mounted.has(id),
      },
      this.flow.getState().nodeLookup,
    )
  }
}
