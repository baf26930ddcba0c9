// Getting nodes onto the canvas: from the palette and by quick-add, by hand and by key.
import { expect, type Page } from '@playwright/test'
import { openTemplate } from './support/canvas'
import { test } from './support/test'

/** A place of the canvas where nothing lies: left of the toolbar's height, above the dock. */
async function emptyPlace(page: Page): Promise<{ x: number; y: number }> {
  const box = await page.locator('.react-flow__pane').boundingBox()
  if (!box) throw new Error('there is no canvas')
  return { x: box.x + box.width / 2, y: box.y + 40 }
}

test('the palette is searched by other names, says what a kind is for, and remembers what was used', async ({
  page,
}) => {
  const canvas = await openTemplate(page, 'Pair trade')
  const search = page.getByRole('searchbox', { name: 'Search nodes' })
  await search.fill('mean reversion')
  await expect(page.getByRole('button', { name: /^Add / })).not.toHaveCount(0)
  await search.fill('ohlc')
  const item = page.getByRole('button', { name: 'Add Bar Aggregator', exact: true })
  await item.hover()
  await expect(page.getByRole('tooltip')).toContainText('Takes Market (market)')
  await item.click()
  await expect(canvas.card('aggregate')).toBeVisible()
  await search.fill('no such thing')
  await expect(page.getByText('No node kind matches')).toBeVisible()
  await search.fill('')
  const recent = page.getByRole('region', { name: 'Recently used' })
  await recent.getByRole('button', { name: 'Add Bar Aggregator again' }).click()
  await expect(canvas.card('aggregate-2')).toBeVisible()
})

test('quick-add opens at the pointer by double-click and by Tab, finds by what a kind does, and is undone', async ({
  page,
}) => {
  const canvas = await openTemplate(page, 'Pair trade')
  await expect(canvas.card('gateway')).toBeVisible()
  const at = await emptyPlace(page)
  const field = page.getByRole('combobox', { name: 'Add a node' })
  const offers = page.getByRole('listbox', { name: 'Add a node' }).getByRole('option')

  await page.mouse.dblclick(at.x, at.y)
  await expect(field).toBeFocused()
  await field.fill('exponential')
  await expect(offers.first()).toContainText('EMA')
  await page.keyboard.press('Enter')
  await expect(canvas.card('ema')).toBeFocused()
  const box = await canvas.card('ema').boundingBox()
  expect(Math.abs((box?.x ?? 0) + (box?.width ?? 0) / 2 - at.x), 'it lies at the pointer').toBeLessThan(60)

  await page.keyboard.press('Control+z')
  await expect(canvas.card('ema')).toHaveCount(0)

  await page.mouse.move(at.x + 5, at.y)
  await page.keyboard.press('Tab')
  await expect(field).toBeFocused()
  await expect(offers.first(), 'what was used last comes first').toContainText('EMA')
  await page.keyboard.press('ArrowDown')
  await expect(offers.nth(1)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Escape')
  await expect(field).toHaveCount(0)
})

test('by keyboard alone Tab goes on through the page, and A adds beside the selected node', async ({ page }) => {
  const canvas = await openTemplate(page, 'Pair trade')
  await canvas.card('gateway').focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('combobox', { name: 'Add a node' })).toHaveCount(0)
  await page.keyboard.press('a')
  await expect(page.getByRole('combobox', { name: 'Add a node' })).toBeFocused()
  await page.keyboard.type('risk')
  await page.keyboard.press('Enter')
  await expect(canvas.card('guard-2')).toBeFocused()
  const [gateway, guard] = await Promise.all([
    canvas.card('gateway').boundingBox(),
    canvas.card('guard-2').boundingBox(),
  ])
  expect(guard?.x ?? 0).toBeGreaterThan(gateway?.x ?? Number.POSITIVE_INFINITY)
})

test('a locked drawing takes nothing until it is unlocked, also after a reload', async ({ page }) => {
  const canvas = await openTemplate(page, 'Pair trade')
  await expect(canvas.card('gateway')).toBeVisible()
  await page.getByRole('button', { name: 'Lock the drawing' }).click()
  await canvas.saved()
  await page.reload()
  await expect(canvas.card('gateway')).toBeVisible()
  await canvas.card('gateway').focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Delete')
  await expect(page.getByText('Nothing was changed: the drawing is locked')).toBeAttached()
  await expect(canvas.card('gateway')).toBeVisible()
  const at = await emptyPlace(page)
  await page.mouse.dblclick(at.x, at.y)
  await expect(page.getByRole('combobox', { name: 'Add a node' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Unlock the drawing' }).click()
  await canvas.card('gateway').focus()
  await page.keyboard.press('Delete')
  await expect(canvas.card('gateway')).toHaveCount(0)
})
