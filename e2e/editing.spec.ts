// Editing: selecting, lining up, copying, finding, commands and their keys.
import { expect, type Page } from '@playwright/test'
import type { Topology } from '../engine/sdk'
import { type Canvas, openTemplate } from './support/canvas'
import { test } from './support/test'

const selected = (page: Page) => page.locator('.react-flow__node.selected')
const boxes = (canvas: Canvas, ids: readonly string[]) =>
  Promise.all(ids.map(async (id) => (await canvas.card(id).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }))

/** Drags round these cards, in a box or, as a lasso, along its edges. */
async function encircle(page: Page, canvas: Canvas, ids: readonly string[], isBox: boolean): Promise<void> {
  const all = await boxes(canvas, ids)
  const left = Math.min(...all.map(({ x }) => x)) - 12
  const top = Math.min(...all.map(({ y }) => y)) - 12
  const right = Math.max(...all.map(({ x, width }) => x + width)) + 12
  const bottom = Math.max(...all.map(({ y, height }) => y + height)) + 12
  await page.mouse.move(left, top)
  await page.mouse.down()
  if (!isBox) {
    await page.mouse.move(right, top)
    await page.mouse.move(right, bottom)
    await page.mouse.move(left, bottom)
    await page.mouse.move(left, top)
  } else await page.mouse.move(right, bottom, { steps: 4 })
  await page.mouse.up()
}

test('several are selected by box and by lasso, lined up, spread, and put back by undo', async ({ page }) => {
  const canvas = await openTemplate(page, 'Pair trade')
  const ids = ['pairs', 'guard', 'gateway']
  await expect(canvas.card('gateway')).toBeVisible()
  await page.keyboard.down('Shift')
  await encircle(page, canvas, ids, true)
  await page.keyboard.up('Shift')
  await expect(selected(page)).toHaveCount(3)
  await page.keyboard.press('Escape')
  await expect(selected(page)).toHaveCount(0)

  await page.keyboard.press('s')
  await encircle(page, canvas, ids, false)
  await expect(selected(page)).toHaveCount(3)
  await expect(page.getByText('3 nodes selected', { exact: true }).first()).toBeAttached()

  const before = await boxes(canvas, ids)
  await page.keyboard.press('Alt+a')
  await page.keyboard.press('t')
  const tops = (await boxes(canvas, ids)).map(({ y }) => Math.round(y))
  expect(new Set(tops).size).toBe(1)
  await page.keyboard.press('Alt+a')
  await page.keyboard.press('h')
  const [a, b, c] = await boxes(canvas, ids)
  const gap = (left = a, right = b) => (right?.x ?? 0) - (left?.x ?? 0) - (left?.width ?? 0)
  expect(Math.abs(gap(a, b) - gap(b, c))).toBeLessThan(10)
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Control+z')
  await expect
    .poll(async () => (await boxes(canvas, ids)).map(({ y }) => Math.round(y)))
    .toEqual(before.map(({ y }) => Math.round(y)))

  await canvas.card('spread').focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Alt+s')
  await page.keyboard.press('d')
  await expect(selected(page)).toHaveCount(4)
  await page.keyboard.press('Shift+f')
})

test('what is copied is a topology in text, and is pasted with and without the links into it, in another tab too', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const canvas = await openTemplate(page, 'Pair trade')
  const links = page.locator('.react-flow__edge')
  await expect(links).toHaveCount(7)
  await canvas.card('pairs').focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+c')
  const text = await page.evaluate(() => navigator.clipboard.readText())
  const copied: Topology = JSON.parse(text)
  expect(copied.format).toBe('patchbay.topology/1')
  expect(copied.nodes.map(({ id }) => id)).toEqual(['pairs'])

  await page.keyboard.press('Control+v')
  await expect(canvas.card('pairs-2')).toBeVisible()
  await expect(links).toHaveCount(7)
  await page.keyboard.press('Control+Shift+v')
  await expect(canvas.card('pairs-3')).toBeVisible()
  await expect(links, 'the spread and the bars lead into it as well').toHaveCount(9)
  await page.keyboard.press('Control+z')
  await expect(canvas.card('pairs-3')).toHaveCount(0)
  await expect(links).toHaveCount(7)

  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+c')
  const other = await context.newPage()
  const elsewhere = await openTemplate(other, 'EMA cross')
  await expect(elsewhere.card('gateway')).toBeVisible()
  await other.keyboard.press('Control+v')
  await expect(elsewhere.card('pairs')).toBeVisible()
  await expect(elsewhere.card('gateway-2')).toBeVisible()
  await expect(other.locator('.react-flow__node-note'), 'the note came along').toHaveCount(2)
  await other.close()
})

test('find goes by name, parameter and value, from match to match', async ({ page }) => {
  const canvas = await openTemplate(page, 'Pair trade')
  await expect(canvas.card('gateway')).toBeVisible()
  await page.keyboard.press('Control+f')
  const matches = page.getByRole('status', { name: 'Matches' })
  await expect(page.getByRole('textbox', { name: 'Find by name, kind, parameter or problem' })).toBeFocused()
  await page.keyboard.type('SIMA')
  await expect(matches).toHaveText(/^1 of [2-9]$/)
  const first = await selected(page).getAttribute('data-id')
  await page.keyboard.press('Enter')
  await expect(matches).toHaveText(/^2 of/)
  expect(await selected(page).getAttribute('data-id')).not.toBe(first)
  await page.keyboard.press('Shift+Enter')
  await expect(matches).toHaveText(/^1 of/)
  await page.getByRole('textbox', { name: 'Find by name, kind, parameter or problem' }).fill('guard')
  await expect(canvas.card('guard')).toHaveClass(/selected/)
  await page.getByRole('textbox', { name: 'Find by name, kind, parameter or problem' }).fill('xyzzy')
  await expect(matches).toHaveText('Nothing found')
  await page.getByRole('textbox', { name: 'Find by name, kind, parameter or problem' }).fill('guard')
  await page.keyboard.press('Escape')
  await expect(canvas.card('guard')).toBeFocused()
})

test('cards collapse and expand, keep their links, and stay so', async ({ page }) => {
  const canvas = await openTemplate(page, 'Pair trade')
  const height = async () => (await canvas.card('guard').boundingBox())?.height ?? 0
  await canvas.card('guard').focus()
  await page.keyboard.press('Enter')
  const open = await height()
  await page.keyboard.press('c')
  await expect.poll(height).toBeLessThan(open - 10)
  await expect(page.locator('.react-flow__edge')).toHaveCount(7)
  await canvas.saved()
  await page.reload()
  await expect(canvas.card('guard')).toBeVisible()
  await expect.poll(height).toBeLessThan(open - 10)
  await canvas.card('guard').focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('c')
  await expect.poll(height).toBeGreaterThan(open - 10)
})

test('commands are found by their words; keys can be changed, conflicts are told, and the defaults come back', async ({
  page,
}) => {
  const canvas = await openTemplate(page, 'Pair trade')
  await expect(canvas.card('gateway')).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'All commands' })).toBeFocused()
  await page.keyboard.type('sticky')
  await expect(page.getByRole('listbox', { name: 'All commands' }).getByRole('option')).toHaveText(/Add note/)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Note, Markdown' })).toBeFocused()
  await page.keyboard.type('**Bold** words')
  await page.keyboard.press('Escape')
  await expect(page.getByText('Bold words')).toBeVisible()

  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await sheet.getByRole('button', { name: 'Change the keys of Duplicate' }).click()
  await page.keyboard.press('t')
  await expect(sheet.getByRole('alert')).toContainText('is “Tidy”')
  await sheet.getByRole('button', { name: 'Take it' }).click()
  await page.keyboard.press('Escape')
  await canvas.card('gateway').focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('t')
  await expect(canvas.card('gateway-2')).toBeVisible()

  await page.reload()
  await expect(canvas.card('gateway-2')).toBeVisible()
  await page.keyboard.press('?')
  await sheet.getByRole('button', { name: 'All to their defaults' }).click()
  await page.keyboard.press('Escape')
  await canvas.card('gateway').focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+d')
  await expect(canvas.card('gateway-3')).toBeVisible()
})
