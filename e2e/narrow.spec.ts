import { expect } from '@playwright/test'
import { openTemplate } from './support/canvas'
import { test } from './support/test'

/** Half of 1280x720, as at a zoom of 200 %, and a telephone. */
const SMALL = [
  { width: 640, height: 360 },
  { width: 360, height: 640 },
]

test('in a window too small to work in nothing is out of reach: what stops trading least of all', async ({ page }) => {
  const [first = { width: 640, height: 360 }] = SMALL
  await page.setViewportSize(first)
  const canvas = await openTemplate(page, 'Pair trade')
  for (const size of SMALL) {
    await page.setViewportSize(size)
    for (const name of ['Start', 'Stops', 'Backtest', 'Share', 'Kill switch', 'Undo', 'Keyboard shortcuts'])
      await expect(page.getByRole('button', { name, exact: true }).first()).toBeInViewport({ ratio: 1 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(size.width)
    const pane = await page.locator('.react-flow').boundingBox()
    expect(Math.min(pane?.width ?? 0, pane?.height ?? 0)).toBeGreaterThan(60)
  }
  await expect(canvas.card('bars')).toBeAttached()
  await page.getByRole('button', { name: 'Debug', exact: true }).click()
  for (const name of ['Step', 'Next fill', 'Leave', 'Kill switch'])
    await expect(page.getByRole('button', { name, exact: true })).toBeInViewport({ ratio: 1, timeout: 30_000 })
  await page.goto('/')
  await expect(page.getByRole('button', { name: 'New topology' })).toBeInViewport({ ratio: 1 })
})

test('on a tablet everything of the bar is in the window, while idle and while it runs', async ({ page, api }) => {
  await page.setViewportSize({ width: 834, height: 1112 })
  const canvas = await openTemplate(page, 'Pair trade')
  const inWindow = async () => {
    for (const name of ['Backtest', 'Debug', 'Sweep…', 'Stops', 'Share', 'Kill switch'])
      await expect(page.getByRole('button', { name, exact: true })).toBeInViewport({ ratio: 1 })
    await expect(page.getByLabel('Replay speed')).toBeInViewport({ ratio: 1 })
    const { width = 0 } = (await page.getByLabel('Replay speed').boundingBox()) ?? {}
    expect(width).toBeGreaterThan(60)
  }
  await inWindow()
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(canvas.strip('gateway')).toContainText('Running')
  await inWindow()
  await page.keyboard.press('Alt+c')
  await canvas.card('pairs').locator('header').click()
  await page.getByRole('tab', { name: 'Inspector' }).click()
  await page.getByRole('spinbutton', { name: 'Entry', exact: true }).fill('2.5')
  await expect(page.getByRole('button', { name: 'Apply 1 difference' })).toBeInViewport({ ratio: 1 })
  await inWindow()
  await api.stopAll()
})
