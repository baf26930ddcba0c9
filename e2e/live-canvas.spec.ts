// What the canvas shows while something runs: figures on links and cards, and a large drawing that stays light.
import { expect, type Page } from '@playwright/test'
import type { Topology } from '../engine/sdk'
import { Canvas, openTemplate } from './support/canvas'
import { test } from './support/test'

test('links and cards tell how a run goes, and links fall silent when it has ended', async ({ page }) => {
  const canvas = await openTemplate(page, 'Pair trade')
  await page.getByLabel('Replay speed').selectOption('1000×')
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(canvas.deploymentState()).toHaveText('Running')
  const link = page.getByRole('group', { name: 'Link from bars.market to gateway.market' })
  const tip = page.getByRole('tooltip')
  await link.focus()
  await expect(tip).toContainText(/Rate[\d.]+[kK]?\/s/)
  await expect(tip).toContainText(/Last value\d/)
  await expect(tip).toContainText(/Dropped0/)
  const curve = canvas.strip('gateway').getByRole('img', { name: 'P&L over the last heartbeats' })
  await expect(curve.locator('polyline')).toHaveAttribute('points', /^([\d.]+,[\d.]+ ?){2,}$/)
  const before = await painted(page)
  await expect.poll(() => painted(page), { message: 'figures that are painted anew' }).not.toBe(before)
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(canvas.deploymentState()).toHaveText('Stopped')
})

/** So many averages of one market, twenty beside each other. */
function crowd(count: number): Topology {
  const emas = Array.from({ length: count - 1 }, (_, index) => `ema-${index}`)
  const places = emas.map((id, index) => [id, { x: 300 + (index % 20) * 280, y: Math.floor(index / 20) * 160 }])
  return {
    format: 'patchbay.topology/1',
    name: 'A crowd',
    nodes: [
      { id: 'bars', kind: 'data.bars', version: 1, label: '', params: {} },
      ...emas.map((id) => ({ id, kind: 'feature.ema', version: 1, label: '', params: {} })),
    ],
    links: emas.map((id) => ({ from: 'bars.market', to: `${id}.market` })),
    layout: { nodes: { bars: { x: 0, y: 0 }, ...Object.fromEntries(places) }, frames: [], notes: [] },
  }
}

/** The overlay as it is painted, as text. */
const painted = (page: Page): Promise<string> =>
  page.locator('canvas.canvas-overlay').evaluate((one) => (one as HTMLCanvasElement).toDataURL())

test('of a large drawing only what is seen is in the page, and all of it can be reached', async ({ page, api }) => {
  const { id } = await api.post<{ id: string }>('/api/topologies', { topology: crowd(300) })
  await page.goto(`/t/${id}`)
  const canvas = new Canvas(page)
  const cards = page.locator('.react-flow__node-card')
  await expect(cards.first()).toBeVisible()
  expect(await cards.count()).toBeLessThan(120)
  expect(await page.locator('.react-flow__edge').count()).toBe(0)
  const pane = page.locator('.react-flow__pane')
  const box = await pane.boundingBox()
  if (!box) throw new Error('there is no canvas')
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  for (let turn = 0; turn < 12; turn++) await page.mouse.wheel(0, 400)
  await expect(cards, 'too small to read, cards are painted').toHaveCount(0)
  // What is painted comes into the page under the pointer, and can be selected and moved there.
  await expect(async () => {
    for (let x = 200; x < box.width - 200; x += 14) {
      await page.mouse.move(box.x + x, box.y + box.height / 2)
      if ((await cards.count()) > 0) return
    }
    throw new Error('no card came under the pointer')
  }).toPass()
  await page.mouse.down()
  await page.mouse.up()
  await expect(page.locator('.react-flow__node-card.selected')).toHaveCount(1)
  const chosen = await page.locator('.react-flow__node-card.selected').getAttribute('data-id')
  await expect(page.locator('.react-flow__edge').first(), 'links of the selected card').toBeAttached()
  for (let turn = 0; turn < 8; turn++) await page.mouse.wheel(0, -400)
  await expect(canvas.card(chosen ?? '')).toBeVisible()
  await expect.poll(() => cards.count()).toBeGreaterThan(1)
})
