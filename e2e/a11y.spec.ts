import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { type Canvas, openTemplate } from './support/canvas'
import { test } from './support/test'

/** Everything axe finds, in words short enough to read in a failure. */
async function violations(page: Page): Promise<string[]> {
  // A tooltip describes what it points at and needs no landmark of its own.
  const { violations: found } = await new AxeBuilder({ page }).exclude('[role="tooltip"]').analyze()
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
      test.setTimeout(120_000)
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

/** What is open beside the canvas, or over it, has to hold up as well as the canvas. */
async function panelsAndDialogs(page: Page, canvas: Canvas): Promise<void> {
  await canvas.card('guard').locator('header').click()
  for (const name of ['Help', 'Guards and worst case', 'History', 'Inspector']) {
    await page.getByRole('tab', { name, exact: true }).click()
    await expect(page.getByRole('complementary', { name, exact: true })).toBeVisible()
    await expect(page.getByText(/^Loading/)).toHaveCount(0)
    expect.soft(await violations(page), name).toEqual([])
  }
  await page.getByRole('spinbutton', { name: 'Most leverage' }).fill('0')
  await canvas.openTab('Problems')
  await expect(page.getByRole('list', { name: 'Problems' }).getByRole('listitem')).toHaveCount(1)
  await page.keyboard.press('F8')
  await expect(page.getByRole('spinbutton', { name: 'Most leverage' })).toBeFocused()
  expect.soft(await violations(page), 'a problem that is looked at').toEqual([])
  await page.getByRole('button', { name: 'Parameters as JSON' }).click()
  expect.soft(await violations(page), 'JSON').toEqual([])
  await page.getByRole('button', { name: 'Parameters as JSON' }).click()
  await page.getByRole('combobox', { name: 'Whitelist' }).click()
  await expect(page.getByRole('listbox')).toBeVisible()
  expect.soft(await violations(page), 'instruments').toEqual([])
  await page.keyboard.press('Escape')
  for (const [button, dialog] of [['Share', 'Share']] as const) {
    await page.getByRole('button', { name: button, exact: true }).click()
    await expect(page.getByRole('dialog', { name: dialog })).toBeVisible()
    expect.soft(await violations(page), dialog).toEqual([])
    await page.keyboard.press('Escape')
  }
  for (const keys of ['?', 'Control+k']) {
    await page.locator('.react-flow__pane').click({ position: { x: 40, y: 80 } })
    await page.keyboard.press(keys)
    await expect(page.getByRole('dialog')).toBeVisible()
    expect.soft(await violations(page), keys).toEqual([])
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  await page.getByRole('button', { name: 'Collapse the dock' }).click()
  await page.getByRole('button', { name: 'Hide the side panel' }).click()
  expect.soft(await violations(page), 'everything put away').toEqual([])
}

test.describe('axe finds nothing either', () => {
  for (const theme of ['dark', 'light'])
    test(`with panels and dialogs open (${theme})`, async ({ page }) => {
      test.setTimeout(120_000)
      await openGallery(page)
      if (theme === 'light') await page.getByRole('button', { name: 'Switch between dark and light' }).click()
      const canvas = await openTemplate(page, 'Pair trade')
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
      await panelsAndDialogs(page, canvas)
    })

  for (const theme of ['dark', 'light'])
    test(`on a tablet, and where something is missing (${theme})`, async ({ page }) => {
      test.setTimeout(120_000)
      await openGallery(page)
      if (theme === 'light') await page.getByRole('button', { name: 'Switch between dark and light' }).click()
      const canvas = await openTemplate(page, 'Pair trade')
      await expect(canvas.card('bars')).toBeVisible()
      await page.setViewportSize({ width: 834, height: 1112 })
      await page.getByRole('tab', { name: 'Inspector' }).click()
      await expect(page.getByRole('complementary', { name: 'Inspector' })).toBeVisible()
      expect.soft(await violations(page), 'tablet').toEqual([])
      await page.setViewportSize({ width: 1440, height: 900 })

      await page.goto(`/t/${topologyIdOf(page)}/sweep`)
      await page.getByRole('button', { name: 'Vary a parameter' }).click()
      await expect(page.getByRole('combobox', { name: 'Parameter', exact: true }).first()).toBeVisible()
      expect.soft(await violations(page), 'sweep').toEqual([])
      for (const [address, heading] of [
        ['/t/t-0000000000000000', 'This topology could not be opened'],
        ['/runs/nothing', null],
        ['/no/such/page', 'There is no such page'],
        ['/docs', 'Patchbay API'],
        ['/signin', 'Sign in to Patchbay'],
      ] as const) {
        await page.goto(address)
        if (heading) await expect(page.getByRole('heading', { name: heading })).toBeVisible()
        else await expect(page.getByText('There is no run "nothing"')).toBeVisible()
        const wanted = await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)
        expect(wanted, address).toBe(theme)
        expect.soft(await violations(page), address).toEqual([])
      }
    })
})

/** Frames, and what is laid over a canvas or in place of it. */
test.describe('axe finds nothing in what is seldom open', () => {
  for (const theme of ['dark', 'light'])
    test(`comparing, frames, words on links, a held run and its stops, what-if (${theme})`, async ({ page, api }) => {
      test.setTimeout(180_000)
      await page.setViewportSize({ width: 1280, height: 720 })
      await openGallery(page)
      if (theme === 'light') await page.getByRole('button', { name: 'Switch between dark and light' }).click()
      const canvas = await openTemplate(page, 'Pair trade')
      await expect(canvas.card('bars')).toBeVisible()
      await canvas.card('spread').locator('header').click()
      await page.keyboard.press('Control+g')
      await page.keyboard.type('Signals <b>שלום</b> 😀')
      await page.keyboard.press('Enter')
      await canvas.saved()
      await page.getByTestId('rf__edge-bars.market>spread.market').focus()
      await expect(page.getByRole('tooltip')).toContainText('Minute bars')
      expect.soft(await violations(page), 'frame and words on a link').toEqual([])

      const address = page.url()
      await page.getByRole('button', { name: 'Backtest', exact: true }).click()
      await expect(page.getByTestId('backtest-result')).toBeVisible({ timeout: 30_000 })
      const [run] = await api.get<{ id: string }[]>(`/api/runs?topologyId=${topologyIdOf(page)}`)
      await page.goto(`${address}?compare=1..draft`)
      await expect(page.getByRole('status', { name: 'What differs' })).toContainText('nothing differs')
      expect.soft(await violations(page), 'comparison').toEqual([])
      await page.goto(`${address}?run=${run?.id}`)
      await page.getByRole('button', { name: 'Change parameters from here' }).click({ timeout: 30_000 })
      expect.soft(await violations(page), 'what if').toEqual([])

      await page.goto(address)
      await page.getByRole('button', { name: 'Start', exact: true }).click()
      await expect(canvas.strip('guard')).toContainText('Running', { timeout: 30_000 })
      await page.keyboard.press('Alt+h')
      await page.keyboard.press('p')
      await expect(page.getByRole('status', { name: 'Stop' })).toContainText('Paused', { timeout: 15_000 })
      expect.soft(await violations(page), 'held').toEqual([])
      await page.getByRole('status', { name: 'Stop' }).getByRole('button').click()
      await expect(page.getByRole('dialog', { name: 'How far the stop is' })).toBeVisible()
      expect.soft(await violations(page), 'how far the stop is').toEqual([])
      await page.keyboard.press('Escape')
      await page.keyboard.press('Alt+h')
      await page.keyboard.press('f')
      await expect(page.getByRole('dialog', { name: 'Flatten and halt?' })).toBeVisible()
      expect.soft(await violations(page), 'flatten').toEqual([])
      await api.stopAll()
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
