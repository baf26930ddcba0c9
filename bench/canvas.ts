/** The canvas in a real browser against the real server: how long it takes to open, and what a frame takes then. */
import type { Page } from '@playwright/test'
import type { Topology } from '../engine/sdk'
import { lanes } from './canvas-graphs'
import { type CanvasBench, openCanvasBench } from './canvas-server'

/** Passes of which the median counts. */
const PASSES = 5
/** Steps of the pointer in one drag, wheel or pan, one a frame of a 60 Hz screen. */
const STEPS = 90
const STEP_MS = 16
/** One step of the wheel: a thirtieth nearer or further. */
const WHEEL_PX = 25

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN
const quantile = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN
const ms = (value: number, digits = 1) => `${value.toFixed(digits)} ms`

/** Notes when each frame begins, in the page; as text, for a compiler's helpers are not there. */
const COUNT_FRAMES = `
  window.frameTimes = []
  window.isTiming = true
  requestAnimationFrame(function frame(now) {
    window.frameTimes.push(now)
    if (window.isTiming) requestAnimationFrame(frame)
  })
`

/** Times between frames while `act` goes on, ms. */
async function framesDuring(page: Page, act: () => Promise<void>): Promise<number[]> {
  await page.evaluate(COUNT_FRAMES)
  await act()
  const times: number[] = await page.evaluate('(window.isTiming = false, window.frameTimes)')
  return times.slice(1).map((time, index) => time - (times[index] ?? time))
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Moves the pointer to and fro at the pace of a screen; a slow page gets the moves all the same. */
async function sway(page: Page, at: { x: number; y: number }, byPx: number): Promise<void> {
  const startMs = performance.now()
  for (let step = 1; step <= STEPS; step++) {
    const turn = Math.sin((step / STEPS) * 2 * Math.PI)
    void page.mouse.move(at.x + turn * byPx, at.y + turn * byPx * 0.5)
    await pause(Math.max(0, startMs + step * STEP_MS - performance.now()))
  }
}

async function pan(page: Page): Promise<void> {
  const at = await emptyPlace(page)
  await page.mouse.move(at.x, at.y)
  await page.mouse.down()
  await sway(page, at, 400)
  await page.mouse.up()
}

/** Out, in and out again to where it began: what is measured next is seen as near as what was before. */
async function zoom(page: Page): Promise<void> {
  const box = await page.locator('.react-flow__pane').boundingBox()
  if (!box) throw new Error('there is no canvas')
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  const startMs = performance.now()
  const turn = Math.floor(STEPS / 4)
  for (let step = 0; step < 4 * turn; step++) {
    void page.mouse.wheel(0, step < turn || step >= 3 * turn ? WHEEL_PX : -WHEEL_PX)
    await pause(Math.max(0, startMs + step * STEP_MS - performance.now()))
  }
}

async function drag(page: Page): Promise<void> {
  const at = await headerInSight(page)
  if (!at) throw new Error('no card is in sight')
  await page.mouse.move(at.x, at.y)
  await page.mouse.down()
  await sway(page, at, 120)
  await page.mouse.up()
}

/** A place of the canvas where a press takes hold of nothing but the view. */
async function emptyPlace(page: Page): Promise<{ x: number; y: number }> {
  const found = await page.evaluate(() => {
    const box = document.querySelector('.react-flow')?.getBoundingClientRect()
    if (!box) return null
    for (let y = box.top + box.height * 0.3; y < box.bottom - 60; y += 7)
      for (let x = box.left + box.width * 0.3; x < box.right - 60; x += 7)
        if (document.elementFromPoint(x, y)?.classList.contains('react-flow__pane')) return { x, y }
    return null
  })
  if (!found) throw new Error('the canvas has no empty place in view')
  return found
}

/** From asking for the page until the drawing is painted and a card can be clicked. */
async function open(bench: CanvasBench, id: string): Promise<{ page: Page; openMs: number }> {
  const page = await bench.context.newPage()
  const startMs = performance.now()
  await page.goto(`${bench.origin}/t/${id}`, { waitUntil: 'commit' })
  await page.waitForFunction(() => {
    const card = document.querySelector('.react-flow__node-card')
    if (!card) return false
    return new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(true), 0)))
  })
  return { page, openMs: performance.now() - startMs }
}

/** The head of the card nearest to the middle, where dragging it does not drag the view along; none under something else. */
function headerInSight(page: Page): Promise<{ x: number; y: number } | null> {
  return page.evaluate(() => {
    const box = document.querySelector('.react-flow')?.getBoundingClientRect()
    if (!box) return null
    const middle = { x: box.left + box.width / 2, y: box.top + box.height / 2 }
    const heads = [...document.querySelectorAll('.react-flow__node-card header')].flatMap((header) => {
      const { left, top, width, height } = header.getBoundingClientRect()
      const [x, y] = [left + width / 2, top + height / 2]
      return header.contains(document.elementFromPoint(x, y))
        ? [{ x, y, off: Math.hypot(x - middle.x, y - middle.y) }]
        : []
    })
    return heads.sort((a, b) => a.off - b.off)[0] ?? null
  })
}

/** From asking for the page until a click on a card has selected it and the inspector shows it. */
async function firstInteraction(bench: CanvasBench, id: string): Promise<number> {
  const page = await bench.context.newPage()
  const startMs = performance.now()
  await page.goto(`${bench.origin}/t/${id}`, { waitUntil: 'commit' })
  await page.locator('.react-flow__node-card header').first().waitFor()
  // As a person does who is quicker than the page: again, until it answers.
  while ((await page.locator('.react-flow__node-card.selected').count()) === 0) {
    const at = await headerInSight(page)
    if (at) await page.mouse.click(at.x, at.y)
    await pause(20)
  }
  const tookMs = performance.now() - startMs
  await page.close()
  return tookMs
}

async function heapBytes(page: Page): Promise<number> {
  return page.evaluate(() => {
    ;(window as unknown as { gc?: () => void }).gc?.()
    return (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize
  })
}

/** Bytes of JavaScript that the canvas route sends, as sent (compressed). */
async function scriptBytes(bench: CanvasBench, id: string): Promise<number> {
  const page = await bench.context.newPage()
  const client = await bench.context.newCDPSession(page)
  await client.send('Network.enable')
  await client.send('Network.setCacheDisabled', { cacheDisabled: true })
  const scripts = new Set<string>()
  let bytes = 0
  client.on('Network.responseReceived', ({ requestId, type }) => void (type === 'Script' && scripts.add(requestId)))
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength
  })
  await page.goto(`${bench.origin}/t/${id}`)
  await page.locator('.react-flow__node-card').first().waitFor()
  await page.waitForLoadState('networkidle')
  await page.close()
  return bytes
}

/** Frames of an empty page while the pointer moves: what this machine can do at best. */
async function blankFrames(bench: CanvasBench): Promise<number[]> {
  const page = await bench.context.newPage()
  await page.goto('about:blank')
  const frames = await framesDuring(page, () => sway(page, { x: 700, y: 450 }, 300))
  await page.close()
  return frames
}

const make = (bench: CanvasBench, topology: Topology) => bench.post<{ id: string }>('/api/topologies', { topology })

async function timesOf(count: number, once: () => Promise<number>): Promise<number> {
  const times: number[] = []
  for (let pass = 0; pass < count; pass++) times.push(await once())
  return median(times)
}

async function setZoom(page: Page, steps: number): Promise<void> {
  const box = await page.locator('.react-flow__pane').boundingBox()
  if (!box) return
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  for (let step = 0; step < Math.abs(steps); step++) await page.mouse.wheel(0, steps < 0 ? 400 : -400)
  await pause(400)
}

type Row = [string, string]
const frameRow = (name: string, frames: readonly number[], blank: readonly number[]): Row => [
  name,
  `${ms(quantile(frames, 0.95))} (blank page ${ms(quantile(blank, 0.95))}; median ${ms(quantile(frames, 0.5))})`,
]

async function* frameRows(bench: CanvasBench, page: Page, what: string): AsyncGenerator<Row> {
  const blank = await blankFrames(bench)
  await page.bringToFront()
  yield frameRow(`${what}: pan, frame p95`, await framesDuring(page, () => pan(page)), blank)
  yield frameRow(`${what}: drag a node, frame p95`, await framesDuring(page, () => drag(page)), blank)
  yield frameRow(`${what}: zoom, frame p95`, await framesDuring(page, () => zoom(page)), blank)
}

/** Rows of the table. */
export async function* canvasRows(): AsyncGenerator<Row> {
  const bench = await openCanvasBench()
  try {
    const small = await make(bench, lanes(50))
    await firstInteraction(bench, small.id)
    const firstMs = await timesOf(PASSES, () => firstInteraction(bench, small.id))
    yield ['canvas of 50 nodes, asked for to first interaction', ms(firstMs, 0)]
    yield ['canvas route, JavaScript sent', `${Math.round((await scriptBytes(bench, small.id)) / 1000)} kB`]
    const large = await make(bench, lanes(1_000))
    const openMs = await timesOf(PASSES, async () => {
      const { page, openMs: took } = await open(bench, large.id)
      await page.close()
      return took
    })
    yield ['canvas of 1,000 nodes and 2,000 links, open', ms(openMs, 0)]
    const { page } = await open(bench, large.id)
    await pause(1_500)
    yield* frameRows(bench, page, '1,000 nodes at rest')
    await bench.post(`/api/topologies/${large.id}/start`, { mode: 'paper', seed: 1 })
    await page
      .getByText(/Running/)
      .first()
      .waitFor({ timeout: 60_000 })
    await pause(5_000)
    yield* frameRows(bench, page, '1,000 nodes live')
    await setZoom(page, -12)
    yield* frameRows(bench, page, '1,000 nodes live, all in view')
    yield ['1,000 nodes live, heap', `${Math.round((await heapBytes(page)) / 1_048_576)} MiB`]
    await page.close()
  } finally {
    await bench.close()
  }
}
