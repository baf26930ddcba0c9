import { expect, type Locator, type Page } from '@playwright/test'
import type { Topology } from '../engine/sdk'
import type { Api, TopologyDetail } from './support/api'
import { type Canvas, openTemplate } from './support/canvas'
import { test } from './support/test'

const panel = (page: Page): Locator => page.getByRole('complementary', { name: 'Why' })
const ledger = (page: Page): Locator => page.getByRole('complementary', { name: 'Not traded' })
const section = (page: Page, name: string): Locator => panel(page).getByRole('list', { name, exact: true })

/** Changes params of a node of the draft, as if someone had typed them. */
async function setParams(api: Api, page: Page, node: string, params: Record<string, unknown>): Promise<void> {
  const id = new URL(page.url()).pathname.split('/')[2] ?? ''
  const { topology, draftRevision } = await api.get<TopologyDetail>(`/api/topologies/${id}`)
  const nodes = topology.nodes.map((one) => (one.id === node ? { ...one, params: { ...one.params, ...params } } : one))
  const changed: Topology = { ...topology, nodes }
  await page.request.put(`/api/topologies/${id}`, { data: { topology: changed, draftRevision } })
  await page.reload()
}

async function backtest(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Backtest', exact: true }).click()
  const result = page.getByTestId('backtest-result')
  await expect(result).toBeVisible({ timeout: 60_000 })
  return result
}

/** The whole way of a filled order of the pair trade, in words. */
async function expectWay(page: Page, orderId: string): Promise<void> {
  await expect(panel(page)).toContainText(orderId)
  await expect(section(page, 'What became of it')).toContainText(`${orderId} filled`)
  await expect(section(page, 'What became of it')).toContainText(/SIM[AB] bar: open/)
  await expect(section(page, 'Sent on by')).toContainText(/Max position [\d,.]+ of at most 200,000\.00/)
  await expect(section(page, 'Wanted by')).toContainText(/(buy|sell) \d+ SIM[AB] market/)
  await expect(section(page, 'Because of')).toContainText(/z -?[\d.]+/)
  await expect(section(page, 'Because of')).toContainText('from 60 bars, the last of them at')
  await expect(section(page, 'Out of the data').getByRole('listitem')).toHaveCount(2)
}

async function askInTheReport(page: Page, run: string): Promise<void> {
  await page.goto(`/runs/${run}`)
  const trades = page.locator('section', { hasText: 'choose one to see its bar' })
  await trades.getByRole('row').nth(3).click()
  await page.getByRole('button', { name: 'Why closed' }).click()
  await page.waitForURL(/\/t\/[^/]+\?why=d-[0-9a-f]+\/pairs-\d+$/)
  await expect(section(page, 'What became of it')).toContainText('filled')
}

test('an order leads back to the data, on the canvas and in words, and the link to it opens again', async ({
  page,
  api: _,
}) => {
  test.setTimeout(180_000)
  const canvas = await openTemplate(page, 'Pair trade')
  await canvas.saved()
  const result = await backtest(page)
  await result.getByRole('region', { name: 'Trades' }).getByRole('row').nth(1).focus()
  await page.keyboard.press('Enter')
  await expectWay(page, 'pairs-1')
  await expect(page).toHaveURL(/\?why=d-[0-9a-f]+\/pairs-1$/)
  const run = /why=(d-[0-9a-f]+)/.exec(page.url())?.[1] ?? ''
  for (const node of ['bars', 'spread', 'pairs', 'guard', 'gateway'])
    await expect(canvas.card(node).locator('[data-glow="path"]')).toHaveCount(1)

  await test.step('the link opens for whoever has access', async () => {
    await page.reload()
    await expectWay(page, 'pairs-1')
  })
  await test.step('a hop shows its node; the path is put away', async () => {
    await section(page, 'Because of').getByRole('button').click()
    await expect(canvas.card('spread')).toHaveClass(/selected/)
    await panel(page).getByRole('button', { name: 'Clear the path' }).click()
    await expect(page).not.toHaveURL(/why/)
    await expect(canvas.card('spread').locator('[data-glow="path"]')).toHaveCount(0)
  })
  await test.step('from a trade of the report', () => askInTheReport(page, run))
})

async function denialsWhileRunning(page: Page, canvas: Canvas): Promise<void> {
  await page.getByLabel('Replay speed').selectOption('1000×')
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  // Starting brings the P&L to the front.
  await expect(canvas.deploymentState()).toContainText('Running')
  const orders = await canvas.openTab('Orders')
  await orders
    .getByRole('button', { name: /^Why pairs-\d+$/ })
    .first()
    .click({ timeout: 60_000 })
  const became = section(page, 'What became of it')
  await expect(became).toContainText('denied')
  await expect(became.getByLabel('failed').first()).toBeVisible()
  await expect(became).toContainText(/Max order notional (\(of pairs-\d+\) )?[\d,.]+ would exceed 500\.00/)
}

test('signals that were not traded are listed with the gate that closed and its operands', async ({ page, api }) => {
  test.setTimeout(240_000)
  const canvas = await openTemplate(page, 'Pair trade')
  await canvas.saved()
  await setParams(api, page, 'guard', { maxOrderNotional: 500 })
  await backtest(page)
  await page.getByRole('tab', { name: 'Not traded' }).click()
  const list = ledger(page).getByRole('list', { name: 'Signals that did not become trades' })
  const gate = ledger(page).getByRole('button', { name: /^Max order notional \d+/ })
  await expect(gate).toBeVisible()
  await gate.click()
  await expect(list.getByRole('listitem').first()).toContainText(/[\d,.]+ would exceed 500\.00/)
  await expect(list).not.toContainText('Cool down')
  await gate.click()
  await ledger(page)
    .getByRole('button', { name: /^Not ready/ })
    .click()
  await expect(list.getByRole('listitem')).toHaveCount(1)
  await ledger(page)
    .getByRole('button', { name: /^Not ready/ })
    .click()

  await test.step('of one node, and of a stretch of time', async () => {
    await canvas.card('guard').getByText('Risk guard').click()
    await page.getByRole('tab', { name: 'Not traded' }).click()
    await expect(ledger(page).getByRole('button', { name: /^Not ready/ })).toHaveCount(0)
    await ledger(page).getByLabel('To (UTC)').fill('2024-01-02 15:34')
    await expect(list.getByRole('listitem')).toHaveCount(2)
    await ledger(page).getByLabel('To (UTC)').fill('')
  })
  await test.step('a denial says why', async () => {
    await list
      .getByRole('button', { name: /^Why pairs-/ })
      .first()
      .click()
    await expect(section(page, 'What became of it')).toContainText('denied')
  })
  await test.step('while a replay runs', () => denialsWhileRunning(page, canvas))
})
