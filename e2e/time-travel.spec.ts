import { expect, type Locator, type Page } from '@playwright/test'
import type { TopologyDetail } from './support/api'
import { openTemplate } from './support/canvas'
import { test } from './support/test'

const moment = (page: Page): Locator => page.getByRole('status', { name: 'Moment' })
const state = (page: Page): Locator => page.getByRole('complementary', { name: 'State' })
const ranBadge = (page: Page): Locator => page.getByText('AS IT RAN', { exact: true })
const slider = (page: Page): Locator => page.getByRole('slider', { name: 'Moment of the run' })

async function opened(page: Page): Promise<void> {
  await expect(ranBadge(page)).toBeVisible()
  await expect(page.getByTestId('debug-chart').locator('svg path')).toHaveCount(2)
  await expect(page.getByRole('progressbar', { name: 'Running' })).toHaveCount(0)
}

/** The equity at the end of one of the ways, as the panel compares them. */
async function equityOf(page: Page, way: 'As it ran' | 'What if' | 'Difference'): Promise<number> {
  const row = page.getByRole('term').filter({ hasText: way }).locator('..')
  const text = (await row.getByRole('definition').textContent()) ?? ''
  return Number(text.replaceAll(',', '').replace('−', '-'))
}

async function changeEntryFromHere(page: Page, entry: string): Promise<void> {
  await state(page).getByRole('button', { name: 'Change parameters from here' }).click()
  await page.getByTestId('rf__node-pairs').getByText('Pairs', { exact: true }).first().click()
  const field = state(page).getByLabel('Entry', { exact: true })
  await field.fill(entry)
  await state(page).getByRole('button', { name: 'Run on from here' }).click()
}

test('a backtest is gone through as it ran, and goes on with other parameters from any moment', async ({
  page,
  api,
}) => {
  test.setTimeout(240_000)
  const canvas = await openTemplate(page, 'Pair trade')
  await canvas.saved()
  const topologyId = new URL(page.url()).pathname.split('/')[2] ?? ''
  await page.getByRole('button', { name: 'Backtest', exact: true }).click()
  const result = page.getByTestId('backtest-result')
  await expect(result).toBeVisible({ timeout: 60_000 })

  await test.step('a click on the curve leads to that moment', async () => {
    const chart = result.getByRole('img', { name: 'Equity and drawdown over time' })
    await expect(chart.locator('svg').first()).toBeVisible()
    await chart
      .locator('svg')
      .first()
      .click({ position: { x: 220, y: 60 } })
    await opened(page)
    await expect(page).toHaveURL(/\?run=d-[0-9a-f]+&debug=2024-01-\d\dT/)
    await expect(page.getByTestId('value-spread.spread>pairs.spread').or(moment(page)).first()).toBeVisible()
    await expect(moment(page)).not.toContainText('Before the first step')
  })

  await test.step('cards and links show their values then; the drawing is as it ran', async () => {
    await slider(page).focus()
    await page.keyboard.press('Home')
    await page.getByRole('button', { name: 'Next fill' }).click()
    await expect(page.getByRole('list', { name: 'Events of this step' })).toContainText(/pairs-1 filled: buy \d+ SIMA/)
    await expect(page.getByTestId('debug-gateway')).toContainText('Acted in this step')
  })

  await test.step('with the same params nothing is run; with others both ways are compared', async () => {
    await slider(page).focus()
    await page.keyboard.press('PageUp')
    await changeEntryFromHere(page, '3')
    await expect(state(page).getByRole('list', { name: 'What is changed' })).toContainText(/entryZ.*→ 3/)
    await expect(page.getByTestId('fork-curve')).toBeVisible()
    await expect(state(page).getByRole('term').filter({ hasText: 'Difference' }).locator('..')).toContainText(/[+−]/)
    const [ran, other] = [await equityOf(page, 'As it ran'), await equityOf(page, 'What if')]
    expect(other).not.toBe(ran)
    expect(await equityOf(page, 'Difference')).toBeCloseTo(other - ran, 2)
    const equity = state(page).getByRole('term').filter({ hasText: 'Equity' }).first().locator('..')
    await slider(page).focus()
    await page.keyboard.press('End')
    await expect(moment(page)).toContainText('Step 7,800 of 7,800')
    await expect(equity).toContainText(other.toLocaleString('en-US', { minimumFractionDigits: 2 }))
    await state(page).getByRole('button', { name: 'As it ran' }).click()
    await expect(equity).toContainText(ran.toLocaleString('en-US', { minimumFractionDigits: 2 }))
  })

  await test.step('saved as a topology of its own; the first stays as it was', async () => {
    // The address tells of a move a moment after it: also while the other page is on its way, which it must not hold up.
    await page.route(
      (url) => url.pathname.startsWith('/t/') && url.searchParams.has('_rsc'),
      async (route) => {
        await expect(page).toHaveURL(/[?&]debug=(&|$)/)
        await route.continue()
      },
    )
    await slider(page).focus()
    await page.keyboard.press('Home')
    await state(page).getByRole('button', { name: 'Save as new topology' }).click()
    await page.waitForURL((url) => url.pathname.startsWith('/t/') && !url.pathname.endsWith(topologyId))
    const madeId = new URL(page.url()).pathname.split('/')[2] ?? ''
    const entryOf = async (id: string) =>
      (await api.get<TopologyDetail>(`/api/topologies/${id}`)).topology.nodes.find(({ id: node }) => node === 'pairs')
        ?.params.entryZ
    expect(await entryOf(madeId)).toBe(3)
    expect(await entryOf(topologyId)).not.toBe(3)
  })
})

test('a run is gone through with the drawing and seed that it had, whatever the draft has become', async ({
  page,
  api,
}) => {
  const canvas = await openTemplate(page, 'Pair trade')
  await canvas.saved()
  const address = page.url()
  const id = new URL(address).pathname.split('/')[2] ?? ''
  const { id: run } = await api.post<{ id: string }>(`/api/topologies/${id}/start`, { mode: 'replay', speed: null })
  await expect
    .poll(async () => (await api.get<{ state: string }>(`/api/deployments/${run}`)).state, { timeout: 60_000 })
    .toBe('finished')
  await canvas.card('spread').getByText('Spread z-score').click()
  await page.keyboard.press('Delete')
  await canvas.saved()
  await page.goto(`${address}?run=${run}&debug=2024-01-05T15:00:00Z`)
  await opened(page)
  await expect(moment(page)).toContainText('2024-01-05 15:00:00 UTC')
  await expect(canvas.card('spread')).toBeVisible()
  await page.getByRole('button', { name: 'Leave' }).click()
  await expect(ranBadge(page)).toHaveCount(0)
  await expect(page).not.toHaveURL(/run=|debug=/)
  // The draft is as it was left.
  await expect(canvas.card('pairs')).toBeVisible()
  await expect(canvas.card('spread')).toHaveCount(0)
  await page.goto(`${address}?why=${run}/pairs-1`)
  const why = page.getByRole('complementary', { name: 'Why' })
  await expect(why).toContainText('The drawing has changed since')
  await why.getByRole('button', { name: 'As it ran' }).click()
  await opened(page)
  await expect(canvas.card('spread').locator('[data-glow="path"]')).toHaveCount(1)
})
