// Trying a drawing with other parameters, as a person does it: choose, watch, judge, take over.
import { expect, type Page } from '@playwright/test'
import { violations } from './support/axe'
import { openTemplate } from './support/canvas'
import { test } from './support/test'

const SWEPT_MS_MAX = 90_000

async function vary(page: Page, place: string, range: { from: string; to: string; step: string }): Promise<void> {
  await page.getByRole('button', { name: 'Vary a parameter' }).click()
  await page.getByRole('combobox', { name: 'Parameter', exact: true }).last().selectOption(place)
  await page.getByRole('textbox', { name: `From of ${place}` }).fill(range.from)
  await page.getByRole('textbox', { name: `To of ${place}` }).fill(range.to)
  await page.getByRole('textbox', { name: `Step of ${place}` }).fill(range.step)
}

const state = (page: Page) => page.getByRole('status', { name: 'Sweep state' })

test('a sweep: from the canvas to its best parameters', async ({ page }) => {
  test.setTimeout(240_000)
  const canvas = await openTemplate(page, 'Pair trade')
  await expect(canvas.card('spread')).toBeVisible()
  await page.getByRole('button', { name: 'Sweep…' }).click()
  await page.waitForURL(/\/sweep$/)
  await expect(page.getByText('Choose a parameter to vary')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Start the sweep' })).toBeDisabled()
  await vary(page, 'spread.window', { from: '60', to: '120', step: '30' })
  await vary(page, 'pairs.entryZ', { from: '0.4', to: '2.4', step: '1' })
  await expect(page.getByText('9 backtests')).toBeVisible()
  await page.getByRole('button', { name: 'Start the sweep' }).click()
  await expect(state(page)).toHaveText('finished', { timeout: SWEPT_MS_MAX })
  await expect(page.getByText('9 of 9 backtests')).toBeVisible()
  await expect(page.getByText('3 skipped')).toBeVisible()
  await expect(page.getByTestId('best-objective')).toHaveText(/^−?\d+\.\d{3}$/)
  await expect(page.getByRole('img', { name: /^Heatmap of/ }).locator('rect')).toHaveCount(6)
  expect(await violations(page)).toEqual([])

  await page.getByRole('tab', { name: 'Parallel coordinates' }).click()
  await expect(page.getByRole('img', { name: /^Parallel coordinates/ }).locator('polyline')).toHaveCount(6)
  await page.getByRole('tab', { name: 'Table' }).click()
  await page.getByRole('button', { name: 'Trades', exact: true }).click()
  await expect(page.getByRole('columnheader', { name: 'Trades' })).toHaveAttribute('aria-sort', 'descending')
  const trades = await page.getByRole('table').locator('tbody tr td:nth-last-child(2)').allTextContents()
  const counts = trades.map((text) => Number(text.replace(',', '')))
  expect(counts).toEqual([...counts].sort((a, b) => b - a))
  await page
    .getByRole('table')
    .getByRole('button', { name: /^Choose trial/ })
    .last()
    .click()
  const chosen = page.getByRole('region', { name: 'Chosen parameters' })
  await expect(chosen).toContainText('Entry2.4')
  expect(await violations(page)).toEqual([])

  await chosen.getByRole('button', { name: 'Apply to the drawing' }).click()
  await page.getByRole('button', { name: 'Open the canvas' }).click()
  await page.waitForURL(/\/t\/[^/]+$/)
  await expect(canvas.card('pairs')).toContainText('in 2.4')

  await page.getByRole('button', { name: 'Sweep…' }).click()
  await expect(page.getByTestId('best-objective')).toBeVisible()
  await page.getByRole('button', { name: 'Open as backtest' }).click()
  await page.waitForURL(/\/runs\/[^/]+$/, { timeout: 60_000 })
  await expect(page.getByRole('heading', { name: 'Pair trade' })).toBeVisible()
})

test('a walk-forward: windows, the stitched curve, and a cancel', async ({ page }) => {
  test.setTimeout(240_000)
  await openTemplate(page, 'Pair trade')
  await page.getByRole('button', { name: 'Sweep…' }).click()
  await vary(page, 'spread.window', { from: '60', to: '120', step: '30' })
  await page.getByRole('checkbox', { name: 'Walk forward' }).check()
  await page.getByRole('textbox', { name: 'Windows' }).fill('3')
  await page.getByRole('button', { name: 'Start the walk-forward' }).click()
  await expect(state(page)).toHaveText('finished', { timeout: SWEPT_MS_MAX })
  await expect(page.getByTestId('efficiency')).toHaveText(/^(–|−?\d+%)$/)
  await expect(page.getByRole('table').first().locator('tbody tr')).toHaveCount(3)
  await expect(page.locator('.recharts-area').first()).toBeVisible()
  expect(await violations(page)).toEqual([])

  await page.getByRole('checkbox', { name: 'Walk forward' }).uncheck()
  await page.getByRole('textbox', { name: 'From of spread.window' }).fill('2')
  await page.getByRole('textbox', { name: 'To of spread.window' }).fill('5000')
  await page.getByRole('textbox', { name: 'Step of spread.window' }).fill('1')
  await page.getByRole('button', { name: 'Start the sweep' }).click()
  await expect(state(page)).toHaveText('running')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(state(page)).toHaveText('cancelled')
})
