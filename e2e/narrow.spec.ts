import { expect } from '@playwright/test'
import { openTemplate } from './support/canvas'
import { test } from './support/test'

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
  await expect(canvas.strip('gateway')).toContainText('Running', { timeout: 30_000 })
  await inWindow()
  await page.keyboard.press('Alt+c')
  await canvas.card('pairs').locator('header').click()
  await page.getByRole('tab', { name: 'Inspector' }).click()
  await page.getByRole('spinbutton', { name: 'Entry', exact: true }).fill('2.5')
  await expect(page.getByRole('button', { name: 'Apply 1 difference' })).toBeInViewport({ ratio: 1 })
  await inWindow()
  await api.stopAll()
})
