import { readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import type { Api } from './support/api'
import { test } from './support/test'

const PARQUET = 'PAR1'

/** Backtests a template under a name. @returns the run's id. */
async function backtest(api: Api, slug: string, name: string): Promise<string> {
  const topology = JSON.parse(readFileSync(`public/templates/${slug}.topology.json`, 'utf8')) as object
  const { id } = await api.post<{ id: string }>('/api/topologies', { topology: { ...topology, name } })
  const run = await api.post<{ id: string }>(`/api/topologies/${id}/start`, { mode: 'backtest' })
  await expect
    .poll(async () => (await api.get<{ id: string }[]>('/api/runs')).some((one) => one.id === run.id), {
      timeout: 60_000,
      message: `the run of ${name}`,
    })
    .toBe(true)
  return run.id
}

const section = (page: Page, title: string) =>
  page.locator('section').filter({ has: page.getByRole('heading', { name: title, exact: true }) })

async function formulas(page: Page): Promise<void> {
  const sharpe = page.locator('[data-statistic="sharpe"]')
  await expect(sharpe).toHaveText(/^−?\d+\.\d\d$/)
  await page.locator('[tabindex="0"]').filter({ has: sharpe }).focus()
  await expect(page.getByRole('tooltip')).toContainText('mean(r) / s(r) · √N')
  await page.keyboard.press('Escape')
  await expect(page.locator('[data-statistic="deflatedSharpe"]')).toHaveText('–')
}

async function tradesAndPrices(page: Page, api: Api, id: string): Promise<void> {
  const trades = section(page, 'Trades')
  const prices = section(page, 'Prices, entries and exits')
  await expect(prices.getByText(/\d+ bars drawn as one/)).toBeVisible()
  const { rows } = await api.get<{ rows: { pnl: number; instrument: string }[] }>(`/api/runs/${id}/trades?sort=pnl`)
  await trades.getByRole('button', { name: 'P&L' }).click()
  const first = trades.getByRole('row').nth(1)
  await expect(first).toContainText((rows[0]?.pnl ?? 0).toFixed(2).replace('-', '−'))
  await first.focus()
  await page.keyboard.press('Enter')
  await expect(first).toHaveAttribute('aria-selected', 'true')
  const second = trades.getByRole('row').nth(2)
  await second.focus()
  // Space would scroll the page away under the line; choosing brings the prices into view.
  await page.keyboard.press('Space')
  await expect(second).toHaveAttribute('aria-selected', 'true')
  await first.focus()
  await page.keyboard.press('Space')
  await expect(first).toHaveAttribute('aria-selected', 'true')
  await expect(prices.getByLabel('Instrument')).toHaveValue(rows[0]?.instrument ?? '')
  await expect(prices.getByText('each bar as it was')).toBeVisible()
  await expect(prices.locator('.recharts-reference-area')).toHaveCount(1)
  await prices.getByRole('button', { name: 'Later' }).click()
  await prices.getByRole('button', { name: 'Whole run' }).click()
  await expect(prices.getByText(/\d+ bars drawn as one/)).toBeVisible()
  await trades.getByRole('button', { name: 'Next' }).click()
  await expect(trades.getByText(/Page 2 of \d+/)).toBeVisible()
}

async function compare(page: Page, id: string, other: string): Promise<void> {
  await page.getByRole('button', { name: 'Compare' }).click()
  const choices = page.getByRole('dialog', { name: 'Runs to compare with' })
  await choices.getByRole('checkbox', { name: /Beside/ }).check()
  await expect(page).toHaveURL(new RegExp(`/runs/${id}\\?with=${other}$`))
  await page.keyboard.press('Escape')
  const table = section(page, 'Statistics').getByRole('table')
  await expect(table.getByRole('columnheader')).toHaveText(['Statistic', 'Report', /Beside/])
  await expect(table.getByRole('row', { name: /^Fills/ }).getByRole('cell')).toHaveCount(3)
  await expect(page.getByRole('list', { name: 'Curves' }).getByRole('listitem')).toHaveText(['Report', 'Beside'])
  await page.reload()
  await expect(table.getByRole('columnheader')).toHaveCount(3)
  await table.getByRole('button', { name: 'Take away Beside' }).click()
  await expect(page).toHaveURL(new RegExp(`/runs/${id}$`))
}

/** What a script learns of a file before it fetches it. */
async function heads(page: Page, id: string): Promise<void> {
  for (const path of ['files/report.json', 'tables/trades.csv', 'tables/trades.parquet'].map(
    (name) => `/api/runs/${id}/${name}`,
  )) {
    const [head, get] = [await page.request.head(path), await page.request.get(path)]
    expect([head.status(), get.status()], path).toEqual([200, 200])
    expect((await head.body()).length, path).toBe(0)
    expect(head.headers()['content-type'], path).toBe(get.headers()['content-type'])
    const length = head.headers()['content-length']
    if (length !== undefined) expect(Number(length), path).toBe((await get.body()).length)
  }
  expect((await page.request.head(`/api/runs/${id}/files/nothing.json`)).status()).toBe(404)
}

async function exports(page: Page): Promise<void> {
  for (const what of ['Trades', 'Equity', 'Monthly returns', 'Orders', 'Fills', 'Decisions', 'Days']) {
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: `${what} as Parquet` }).click()
    const bytes = readFileSync(await (await download).path()).toString('latin1')
    expect([bytes.slice(0, 4), bytes.slice(-4)], what).toEqual([PARQUET, PARQUET])
  }
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Monthly returns as CSV' }).click()
  const text = readFileSync(await (await download).path(), 'utf8')
  expect(text).toMatch(/^month,return\n\d{4}-\d\d,/)
}

/** The file by itself, with no network to reach. */
async function reportFile(page: Page, id: string): Promise<void> {
  const html = await (await page.request.get(`/api/runs/${id}/files/report.html`)).text()
  await page.route('**/*', (route) => route.abort())
  await page.goto('about:blank')
  await page.setContent(html)
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await expect(
    page.getByRole('img', { name: 'Prices with entries and exits' }).locator('path.entry').first(),
  ).toBeVisible()
  const row = page.locator('tr[data-trade]').nth(4)
  await row.click()
  await expect(row).toHaveAttribute('aria-selected', 'true')
  await expect(page.locator('#prices line.chosen')).toHaveCount(1)
  const next = page.locator('tr[data-trade]').nth(5)
  await next.focus()
  await page.keyboard.press('Space')
  await expect(next).toHaveAttribute('aria-selected', 'true')
  await expect(row).toHaveAttribute('aria-selected', 'false')
  await page.getByRole('button', { name: 'Zoom in' }).click()
  await page
    .locator('dl div')
    .filter({ has: page.locator('[data-statistic="sharpe"]') })
    .focus()
  await expect(page.locator('.formula').filter({ hasText: 'mean(r) / s(r)' })).toBeVisible()
  await page.getByRole('button', { name: 'Dark or light' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', /dark|light/)
  expect(errors).toEqual([])
}

test('a report explains itself, comes to the bar of a trade, stands beside others and is exported', async ({
  page,
  api,
}) => {
  test.setTimeout(180_000)
  const id = await backtest(api, 'pair-trade', 'Report')
  const other = await backtest(api, 'ema-cross', 'Beside')
  await page.goto(`/runs/${id}`)
  await expect(page.getByRole('heading', { name: 'Report', exact: true })).toBeVisible()
  await expect(page.getByRole('img', { name: 'Growth and drawdown over time' }).locator('.recharts-line')).toHaveCount(
    4,
  )
  await expect(section(page, 'Terms of the venue')).toContainText('next-open')
  await test.step('formulas', () => formulas(page))
  await test.step('trades and prices', () => tradesAndPrices(page, api, id))
  await test.step('compare', () => compare(page, id, other))
  await test.step('heads', () => heads(page, id))
  await test.step('exports', () => exports(page))
  await test.step('the file alone', () => reportFile(page, id))
})
