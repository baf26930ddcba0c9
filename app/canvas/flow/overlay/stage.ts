/**
 * The painter behind the canvas: one frame at a time it decides which cards are in the page, and paints links, their
 * figures and the cards that are not. It listens to what it shows; no card or link listens for it.
 */
import type { ReactFlowState } from '@xyflow/react'
import type { LinkStatus } from '../../../../engine/sdk'
import { isDebugging, useDebug } from '../../../debug/store'
import { isActive } from '../../../live/telemetry'
import { type CanvasSession, nodeById } from '../../session'
import { type CanvasState, type FlowEdge, type FlowNode, MOUNT_ALL_MAX } from '../store'
import { type Box, grown } from './curve'
import { Dots } from './dots'
import { type Inks, onThemeChange, readInks } from './inks'
import { type LinkHealth, LinkRhythms, linkHealth } from './link-health'
import { nextMounted } from './mounting'
import { paintCards } from './paint-cards'
import { paintGhosts } from './paint-ghosts'
import { LABELS_FROM_ZOOM, paintLabels } from './paint-labels'
import { type LinkPainting, paintLinks } from './paint-links'
import { Picture, type Shown } from './picture'
import { changedPart, type LinkShape, linkShapes } from './scene'

/** The view counts as moving for so long after it last did. */
const MOVING_MS = 140
/** While it moves, the picture is brought up to date this often at most. */
const MOVING_PAINT_MS = 250
/** While it zooms, an edge that the stretched picture does not reach is painted after so long. */
const ZOOMING_PAINT_MS = 120
/** How far what is painted of a link reaches beyond its curve: its label, its halo; px of the drawing. */
const REACH_PX = 100

type FlowState = ReactFlowState<FlowNode, FlowEdge>
export interface FlowStore {
  getState(): FlowState
  subscribe(listener: (state: FlowState) => void): () => void
}

export class Stage {
  private frame = 0
  private inks: Inks | null = null
  private shapes: ReadonlyMap<string, LinkShape> = new Map()
  private readonly picture: Picture
  private isStale = true
  private areShapesStale = true
  private movedAtMs = 0
  private readonly dots = new Dots()
  private readonly rhythms = new LinkRhythms()
  private readonly stops: (() => void)[] = []

  constructor(
    element: HTMLCanvasElement,
    private readonly session: CanvasSession,
    private readonly flow: FlowStore,
  ) {
    this.picture = new Picture(element)
  }

  /** Where the links lie, as last painted. */
  get links(): ReadonlyMap<string, LinkShape> {
    return this.shapes
  }

  start(): void {
    const { canvas, live, document } = this.session
    const repaint = () => this.ask()
    this.stops.push(
      this.flow.subscribe(this.onFlow),
      canvas.subscribe((state, before) => {
        if (state.nodes !== before.nodes || state.edges !== before.edges) this.onRows(state, before)
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
    this.askForShapes()
    repaint()
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
    if (moved) {
      this.movedAtMs = performance.now()
      this.session.live.hold(MOVING_MS)
    }
    this.transform = transform
    const { painted } = this.picture
    if (nodes !== this.lookup) this.askForShapes()
    else if (moved || width !== painted?.width || height !== painted.height) this.wake()
    this.lookup = nodes
  }

  /** Nodes or links are other ones: what moves repaints only where its links lie. */
  private onRows(state: CanvasState, before: CanvasState): void {
    const { nodes, mounted } = state
    this.session.live.hold(MOVING_MS)
    this.askForShapes()
    const arePaintedSame =
      nodes === before.nodes ||
      (nodes.length === before.nodes.length &&
        (mounted === null || nodes.every((node, index) => node === before.nodes[index] || mounted.has(node.id))))
    if (!arePaintedSame || state.selectedNodes !== before.selectedNodes) this.ask()
  }

  /** Asks for a new picture with the next frame. */
  private ask(): void {
    this.isStale = true
    this.wake()
  }

  /** Asks where the links lie now, with the next frame. */
  private askForShapes(): void {
    this.areShapesStale = true
    this.wake()
  }

  private wake(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame(this.onFrame)
  }

  private readonly onFrame = (): void => {
    this.frame = 0
    const { transform, width, height } = this.flow.getState()
    const [x, y, zoom] = transform
    const shown = { x, y, zoom, width, height }
    if (width === 0 || height === 0) return
    const part = this.takeShapes()
    this.mount(shown)
    const isMoving = this.markMoving()
    if (this.isDue(shown, isMoving)) this.paint(shown)
    else if (part) this.paintPart(part)
    this.picture.placeIn(shown)
  }

  /** Brings the links to where they lie now; returns the part of the drawing where that shows. */
  private takeShapes(): Box | null {
    if (!this.areShapesStale) return null
    const before = this.shapes
    this.shapes = linkShapes(before, this.session.canvas.getState().edges, this.flow.getState().nodeLookup)
    this.areShapesStale = false
    return changedPart(before, this.shapes)
  }

  /** Whether the whole picture is to be painted now. One that is only not sharp, or not news, waits until the view is still. */
  private isDue(shown: Shown, isMoving: boolean): boolean {
    const { picture } = this
    if (!isMoving) return this.isStale || !picture.fits(shown) || !picture.covers(shown)
    const ageMs = performance.now() - picture.paintedAtMs
    if (!picture.covers(shown)) return picture.fits(shown) || ageMs >= ZOOMING_PAINT_MS
    return this.isStale && ageMs >= MOVING_PAINT_MS
  }

  /** While the view moves its cards are one layer of the screen, which need not be painted anew. */
  private markMoving(): boolean {
    const isMoving = performance.now() - this.movedAtMs < MOVING_MS
    const { domNode } = this.flow.getState()
    domNode?.classList.toggle('is-moving', isMoving)
    if (isMoving) this.wake()
    return isMoving
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

  private paint(shown: Shown): void {
    const begun = this.picture.begin(shown, performance.now())
    if (!begun) return
    this.isStale = false
    this.paintAll(begun.ctx, shown.zoom, begun.box)
  }

  private paintPart(part: Box): void {
    const { painted } = this.picture
    const box = grown(part, REACH_PX)
    const begun = this.picture.beginPart(box)
    if (!begun || !painted) return
    // What lies beyond may have a label that reaches in.
    this.paintAll(begun.ctx, painted.zoom, grown(box, REACH_PX))
    begun.end()
  }

  private paintAll(ctx: CanvasRenderingContext2D, zoom: number, view: Box): void {
    this.inks ??= readInks(this.picture.element.parentElement ?? document.body)
    const { inks } = this
    this.dots.paint(ctx, inks, zoom, window.devicePixelRatio || 1, view)
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
