// Frames: what is drawn round nodes is one process, on the canvas and among the processes.
import { expect, type Page } from '@playwright/test'
import { type Canvas, openTemplate } from './support/canvas'
import { test } from './support/test'

const frame = (page: Page) => page.locator('.react-flow__node-frame')

async function placeOf(canvas: Canvas, id: string): Promise<{ x: number; y: number }> {
  const box = await canvas.card(id).boundingBox()
  return { x: Math.round(box?.x ?? 0), y: Math.round(box?.y ?? 0) }
}

async function drag(page: Page, from: { x: number; y: number }, by: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  // A drag is measured from where the first move has come to.
  await page.mouse.move(from.x + Math.sign(by.x) * 2, from.y + Math.sign(by.y) * 2)
  await page.mouse.move(from.x + by.x, from.y + by.y)
  await page.mouse.up()
}

/** Selects these cards, by focus and Ctrl-click. */
async function choose(page: Page, canvas: Canvas, ids: readonly string[]): Promise<void> {
  await page.keyboard.press('Escape')
  for (const id of ids)
    await canvas
      .card(id)
      .locator('header')
      .click({ modifiers: ['Control'] })
  await expect(page.locator('.react-flow__node.selected')).toHaveCount(ids.length)
}

test('a frame is drawn, named, moved with what is in it, left and joined by dragging, resized by key, and deleted', async ({
  page,
  api,
}) => {
  const canvas = await openTemplate(page, 'Pair trade')
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  const framed = async () => {
    await canvas.saved()
    const { topology } = await api.get<{ topology: { layout: { frames: { label: string; nodes: string[] }[] } } }>(
      `/api/topologies/${id}`,
    )
    return topology.layout.frames.map(({ label, nodes }) => `${label}: ${nodes.toSorted().join(' ')}`)
  }
  await expect(canvas.card('gateway')).toBeVisible()
  await choose(page, canvas, ['spread', 'pairs'])
  await page.keyboard.press('Control+g')
  await expect(page.getByRole('textbox', { name: 'Name of the frame' })).toBeFocused()
  await page.keyboard.type('Signals')
  await page.keyboard.press('Enter')
  await expect(frame(page)).toContainText('Signals')
  await expect(frame(page)).toContainText('one process')
  await expect.poll(framed).toEqual(['Signals: pairs spread'])

  const head = await frame(page).locator('.frame-head').boundingBox()
  const before = await placeOf(canvas, 'spread')
  const alone = await placeOf(canvas, 'guard')
  await drag(page, { x: (head?.x ?? 0) + 120, y: (head?.y ?? 0) + 8 }, { x: 0, y: -60 })
  await expect.poll(async () => (await placeOf(canvas, 'spread')).y).toBeLessThan(before.y - 40)
  expect(await placeOf(canvas, 'guard')).toEqual(alone)
  await page.keyboard.press('Control+z')
  await expect.poll(() => placeOf(canvas, 'spread')).toEqual(before)

  const pairs = await placeOf(canvas, 'pairs')
  await drag(page, { x: pairs.x + 60, y: pairs.y + 8 }, { x: 0, y: 260 })
  await expect.poll(framed).toEqual(['Signals: spread'])
  await drag(page, { x: pairs.x + 60, y: pairs.y + 268 }, { x: 0, y: -260 })
  await expect.poll(framed).toEqual(['Signals: pairs spread'])

  await frame(page).focus()
  await page.keyboard.press('Enter')
  const width = async () => (await frame(page).boundingBox())?.width ?? 0
  const was = await width()
  await page.keyboard.press('Alt+Shift+ArrowRight')
  await expect.poll(width).toBeGreaterThan(was + 5)
  await page.keyboard.press('t')
  await expect(page.getByText(/^Tidied/)).toBeAttached()
  await expect.poll(framed).toEqual(['Signals: pairs spread'])
  await frame(page).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Delete')
  await expect(frame(page)).toHaveCount(0)
  await expect(canvas.card('pairs')).toBeVisible()
})

test('framed nodes share a process, and a frame drawn later is told as a difference that waits for the next start', async ({
  page,
}) => {
  const canvas = await openTemplate(page, 'Pair trade')
  await expect(canvas.card('gateway')).toBeVisible()
  await choose(page, canvas, ['spread', 'pairs'])
  await page.keyboard.press('Control+g')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(canvas.strip('pairs').getByText('Running')).toBeVisible()
  await expect(frame(page)).toContainText(/one process · pid \d+/)
  const pids = await canvas.pids(['spread', 'pairs', 'guard'])
  expect(pids.spread).toBe(pids.pairs)
  expect(pids.guard).not.toBe(pids.pairs)

  await choose(page, canvas, ['guard', 'gateway'])
  await page.keyboard.press('Control+g')
  await page.keyboard.press('Escape')
  await expect(frame(page).last()).toContainText('2 processes until the next start')
  await page.getByRole('button', { name: 'Apply 2 differences' }).click()
  await expect(page.getByText('in other processes from the next start on')).toBeVisible()
  await page.getByRole('button', { name: 'Apply now' }).click()
  await expect(page.getByRole('button', { name: /^Apply \d/ })).toHaveCount(0)
  expect(await canvas.pids(['spread', 'pairs', 'guard']), 'nothing that ran was touched').toEqual(pids)
})
