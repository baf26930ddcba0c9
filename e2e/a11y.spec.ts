import { expect, type Page } from '@playwright/test'
import { violations as violationsOf } from './support/axe'
import { type Canvas, openTemplate } from './support/canvas'
import { test } from './support/test'

/** A tooltip describes what it points at and needs no landmark of its own. */
const violations = (page: Page) => violationsOf(page, { exclude: '[role="tooltip"]' })

/** In dark and in light, as the button for it sets them: by the attribute alone, without the way there between. */
async function expectClean(page: Page, what: string): Promise<void> {
  for (const theme of ['light', 'dark']) {
    await page.evaluate((next) => {
      document.documentElement.dataset.theme = next
      for (const one of document.getAnimations()) if (one instanceof CSSTransition) one.finish()
    }, theme)
    expect.soft(await violations(page), `${what} (${theme})`).toEqual([])
  }
}

/** Its templates come from the page's own script, so once they are there every button works. */
async function openGallery(page: Page): Promise<void> {
  await page.goto('/')
  await expect(page.getByRole('button', { name: 'Use template Pair trade' })).toBeVisible()
}

const topologyIdOf = (page: Page): string => new URL(page.url()).pathname.split('/').at(-1) ?? ''

test('axe finds nothing on the gallery, the canvas, a report and a shared drawing', async ({ page, api, browser }) => {
  test.setTimeout(240_000)
  await openGallery(page)
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expectClean(page, 'gallery')

  const canvas = await openTemplate(page, 'Pair trade')
  await canvas.card('spread').getByText('Spread z-score').click()
  await expect(page.getByRole('spinbutton', { name: 'Window', exact: true })).toBeVisible()
  await expectClean(page, 'canvas')

  await page.getByRole('button', { name: 'Backtest', exact: true }).click()
  await expect(page.getByTestId('backtest-result').locator('.recharts-area').first()).toBeVisible()
  await expectClean(page, 'canvas with a result')

  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(canvas.strip('gateway')).toContainText('Running')
  await expect(page.getByRole('img', { name: 'Equity and drawdown over time' })).toBeVisible()
  await expectClean(page, 'canvas, running')
  await api.stopAll()

  const id = topologyIdOf(page)
  const [run] = await api.get<{ id: string }[]>(`/api/runs?topologyId=${id}`)
  await page.goto(`/runs/${run?.id}`)
  await expect(page.locator('.recharts-line').first()).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Files' })).toBeVisible()
  await expectClean(page, 'report')

  const { url } = await api.post<{ url: string }>(`/api/topologies/${id}/shares`, { runId: run?.id })
  const visitor = await (await browser.newContext({ storageState: undefined })).newPage()
  await visitor.goto(url)
  await expect(visitor.locator('.recharts-area').first()).toBeVisible()
  await expectClean(visitor, 'shared')
  await visitor.goto('/')
  await expect(visitor.getByRole('heading', { name: 'Sign in to Patchbay' })).toBeVisible()
  await expectClean(visitor, 'sign-in')
  await visitor.context().close()
})

/** What is open beside the canvas, or over it, has to hold up as well as the canvas. */
async function panelsAndDialogs(page: Page, canvas: Canvas): Promise<void> {
  await canvas.card('guard').locator('header').click()
  for (const name of ['Help', 'Guards and worst case', 'History', 'Inspector']) {
    await page.getByRole('tab', { name, exact: true }).click()
    await expect(page.getByRole('complementary', { name, exact: true })).toBeVisible()
    await expect(page.getByText(/^Loading/)).toHaveCount(0)
    await expectClean(page, name)
  }
  await page.getByRole('spinbutton', { name: 'Most leverage' }).fill('0')
  await canvas.openTab('Problems')
  await expect(page.getByRole('list', { name: 'Problems' }).getByRole('listitem')).toHaveCount(1)
  await page.keyboard.press('F8')
  await expect(page.getByRole('spinbutton', { name: 'Most leverage' })).toBeFocused()
  await expectClean(page, 'a problem that is looked at')
  await page.getByRole('button', { name: 'Parameters as JSON' }).click()
  await expectClean(page, 'JSON')
  await page.getByRole('button', { name: 'Parameters as JSON' }).click()
  await page.getByRole('combobox', { name: 'Whitelist' }).click()
  await expect(page.getByRole('listbox')).toBeVisible()
  await expectClean(page, 'instruments')
  await page.keyboard.press('Escape')
  for (const [button, dialog] of [['Share', 'Share']] as const) {
    await page.getByRole('button', { name: button, exact: true }).click()
    await expect(page.getByRole('dialog', { name: dialog })).toBeVisible()
    await expectClean(page, dialog)
    await page.keyboard.press('Escape')
  }
  for (const keys of ['?', 'Control+k']) {
    await page.locator('.react-flow__pane').click({ position: { x: 40, y: 80 } })
    await page.keyboard.press(keys)
    await expect(page.getByRole('dialog')).toBeVisible()
    await expectClean(page, keys)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  await page.getByRole('button', { name: 'Collapse the dock' }).click()
  await page.getByRole('button', { name: 'Hide the side panel' }).click()
  await expectClean(page, 'everything put away')
}

test('axe finds nothing with panels and dialogs open', async ({ page }) => {
  await panelsAndDialogs(page, await openTemplate(page, 'Pair trade'))
})

test.describe('axe finds nothing either', () => {
  for (const theme of ['dark', 'light'])
    test(`on a tablet, and where something is missing (${theme})`, async ({ page }) => {
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
test('axe finds nothing in what is seldom open: comparing, frames, words on links, a held run and its stops, what-if', async ({
  page,
  api,
}) => {
  test.setTimeout(240_000)
  await page.setViewportSize({ width: 1280, height: 720 })
  const canvas = await openTemplate(page, 'Pair trade')
  await expect(canvas.card('bars')).toBeVisible()
  await canvas.card('spread').locator('header').click()
  await page.keyboard.press('Control+g')
  await page.keyboard.type('Signals <b>שלום</b> 😀')
  await page.keyboard.press('Enter')
  await canvas.saved()
  await page.getByTestId('rf__edge-bars.market>spread.market').focus()
  await expect(page.getByRole('tooltip')).toContainText('Minute bars')
  await expectClean(page, 'frame and words on a link')

  const address = page.url()
  await page.getByRole('button', { name: 'Backtest', exact: true }).click()
  await expect(page.getByTestId('backtest-result')).toBeVisible()
  const [run] = await api.get<{ id: string }[]>(`/api/runs?topologyId=${topologyIdOf(page)}`)
  await page.goto(`${address}?compare=1..draft`)
  await expect(page.getByRole('status', { name: 'What differs' })).toContainText('nothing differs')
  await expectClean(page, 'comparison')
  await page.goto(`${address}?run=${run?.id}`)
  await page.getByRole('button', { name: 'Change parameters from here' }).click()
  await expectClean(page, 'what if')

  await page.goto(address)
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(canvas.strip('guard')).toContainText('Running')
  await page.keyboard.press('Alt+h')
  await page.keyboard.press('p')
  await expect(page.getByRole('status', { name: 'Stop' })).toContainText('Paused')
  await expectClean(page, 'held')
  await page.getByRole('status', { name: 'Stop' }).getByRole('button').click()
  await expect(page.getByRole('dialog', { name: 'How far the stop is' })).toBeVisible()
  await expectClean(page, 'how far the stop is')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Alt+h')
  await page.keyboard.press('f')
  await expect(page.getByRole('dialog', { name: 'Flatten and halt?' })).toBeVisible()
  await expectClean(page, 'flatten')
  await api.stopAll()
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
