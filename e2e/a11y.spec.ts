import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { openTemplate } from './support/canvas'
import { test } from './support/test'

/** Everything axe finds, in words short enough to read in a failure. */
async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze()
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target} ${failureSummary}`),
  )
}

/** Its templates come from the page's own script, so once they are there every button works. */
async function openGallery(page: Page): Promise<void> {
  await page.goto('/')
  await expect(page.getByRole('button', { name: 'Use template Pair trade' })).toBeVisible()
}

const topologyIdOf = (page: Page): string => new URL(page.url()).pathname.split('/').at(-1) ?? ''

test.describe('axe finds nothing', () => {
  for (const theme of ['dark', 'light'])
    test(`on the gallery, the canvas, a report and a shared drawing (${theme})`, async ({ page, api, browser }) => {
      await openGallery(page)
      if (theme === 'light') await page.getByRole('button', { name: 'Switch between dark and light' }).click()
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
      expect(await violations(page), 'gallery').toEqual([])

      const canvas = await openTemplate(page, 'Pair trade')
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
      await canvas.card('spread').getByText('Spread z-score').click()
      await expect(page.getByRole('spinbutton', { name: 'Window', exact: true })).toBeVisible()
      expect(await violations(page), 'canvas').toEqual([])

      await page.getByRole('button', { name: 'Backtest', exact: true }).click()
      await expect(page.getByTestId('backtest-result').locator('.recharts-area').first()).toBeVisible({
        timeout: 20_000,
      })
      expect(await violations(page), 'canvas with a result').toEqual([])

      await page.getByRole('button', { name: 'Start', exact: true }).click()
      await expect(canvas.strip('gateway')).toContainText('Running')
      await expect(page.getByRole('img', { name: 'Equity and drawdown over time' })).toBeVisible()
      expect(await violations(page), 'canvas, running').toEqual([])
      await api.stopAll()

      const id = topologyIdOf(page)
      const [run] = await api.get<{ id: string }[]>(`/api/runs?topologyId=${id}`)
      await page.goto(`/runs/${run?.id}`)
      await expect(page.locator('.recharts-line').first()).toBeVisible()
      await expect(page.getByRole('heading', { name: 'Files' })).toBeVisible()
      expect(await violations(page), 'report').toEqual([])

      const { url } = await api.post<{ url: string }>(`/api/topologies/${id}/shares`, { runId: run?.id })
      const visitor = await (await browser.newContext({ storageState: undefined })).newPage()
      await visitor.goto(url)
      await expect(visitor.locator('.recharts-area').first()).toBeVisible()
      expect(await violations(visitor), 'shared').toEqual([])
      await visitor.goto('/')
      await expect(visitor.getByRole('heading', { name: 'Sign in to Patchbay' })).toBeVisible()
      expect(await violations(visitor), 'sign-in').toEqual([])
      await visitor.context().close()
    })
})

test('the keyboard alone: add, move to, delete, undo, shortcuts', async ({ page }) => {
  const canvas = await openTemplate(page, 'Pair trade')
  await expect(canvas.card('bars')).toBeVisible()
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: 'Search nodes' })).toBeFocused()
  await page.keyboard.type('ema cross')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('button', { name: 'Add EMA Cross' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(canvas.card('ema-cross')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'EMA Cross' })).toBeVisible()

  await canvas.card('ema-cross').focus()
  await page.keyboard.press('Delete')
  await expect(canvas.card('ema-cross')).toHaveCount(0)
  await page.keyboard.press('Control+z')
  await expect(canvas.card('ema-cross')).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(canvas.card('ema-cross')).toHaveCount(0)
  await page.keyboard.press('Control+Shift+z')
  await expect(canvas.card('ema-cross')).toBeVisible()
  await canvas.saved()

  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('the theme is dark whatever the system prefers, and the choice is kept', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await openGallery(page)
  const scheme = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)
  expect(await scheme()).toBe('dark')
  await page.getByRole('button', { name: 'Switch between dark and light' }).click()
  expect(await scheme()).toBe('light')
  await page.reload()
  expect(await scheme()).toBe('light')
})
