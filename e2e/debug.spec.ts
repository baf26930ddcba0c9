import { expect, type Locator, type Page } from '@playwright/test'
import { type Canvas, openTemplate } from './support/canvas'
import { descendantsOf, launcherOf } from './support/processes'
import { HOME, test } from './support/test'

const moment = (page: Page): Locator => page.getByRole('status', { name: 'Moment' })
const why = (page: Page): Locator => page.getByRole('status', { name: 'Why it stopped' })
const events = (page: Page): Locator => page.getByRole('list', { name: 'Events of this step' }).getByRole('listitem')
const debugProcesses = () =>
  descendantsOf(launcherOf(HOME)).filter(({ command }) => /debug\.cjs|patchbay debug/.test(command))

/** Number of the step in hand, from 1. */
async function stepOf(page: Page): Promise<number> {
  const found = /Step ([\d,]+)/.exec((await moment(page).textContent()) ?? '')?.[1]
  return found ? Number(found.replace(',', '')) : 0
}

async function open(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Debug', exact: true }).click()
  await expect(moment(page)).toContainText('Before the first step of 7,800')
  // The first pass: the whole equity curve is there.
  await expect(page.getByTestId('debug-chart').locator('svg path')).toHaveCount(2)
  await expect(page.getByRole('progressbar', { name: 'Running' })).toHaveCount(0)
}

async function goByKeys(page: Page, canvas: Canvas): Promise<void> {
  for (const key of ['F10', 'F10', 'F10']) await page.keyboard.press(key)
  await expect(moment(page)).toContainText('Step 3 of')
  await expect(moment(page)).toContainText('2024-01-02 14:33:00 UTC')
  await expect(moment(page)).toContainText('09:33:00 America/New York')
  await expect(page.getByTestId('value-bars.market>spread.market')).toHaveAttribute('data-fresh', 'true')
  await expect(page.getByTestId('debug-pairs')).toContainText('warming up')
  await page.keyboard.press('Shift+F10')
  await expect(moment(page)).toContainText('Step 2 of')
  await page.keyboard.press('F11')
  await expect(moment(page)).toContainText('Step 3 of')
  await expect(moment(page)).toContainText('task 1 of 8')
  await expect(page.getByTestId('debug-bars')).toContainText('Acted in this step')
  await expect(page.getByTestId('debug-spread')).toContainText('Not yet in this step')
  await page.keyboard.press('F11')
  await expect(page.getByTestId('debug-spread')).toContainText('Acted in this step')
  await page.keyboard.press('Shift+F11')
  await expect(moment(page)).toContainText('task 1 of 8')
  // The drawing can't be changed meanwhile.
  await canvas.card('spread').getByText('Spread z-score').click()
  await page.keyboard.press('Delete')
  await expect(canvas.card('spread')).toBeVisible()
}

async function goToWhatHappens(page: Page): Promise<void> {
  const list = page.getByRole('complementary', { name: 'State' })
  await page.getByRole('button', { name: 'Next order' }).click()
  await expect(events(page).last()).toContainText(/pairs-\d+: (buy|sell) \d+ SIM[AB] market/)
  const ordered = await stepOf(page)
  await page.keyboard.press('F10')
  await expect(list.getByRole('list', { name: 'Working orders' }).getByRole('listitem')).toHaveCount(2)
  await expect(list).toContainText('Flat.')
  await page.keyboard.press('Alt+f')
  await expect(events(page).last()).toContainText(/filled: (buy|sell) \d+ SIM[AB] at/)
  expect(await stepOf(page)).toBe(ordered + 1)
  await expect(list.getByRole('list', { name: 'Positions' }).getByRole('listitem')).toHaveCount(2)
  await expect(list).toContainText('None.')
  await expect(page.getByTestId('value-guard.orders>gateway.orders')).toContainText('↑ filled')
  await page.getByRole('button', { name: 'Back', exact: true }).click()
  await expect(list).toContainText('Flat.')
  await page.getByRole('button', { name: 'Next denial' }).click()
  await expect(why(page)).toHaveText('No further denial up to the end of the data.')
  await expect(moment(page)).toContainText('Step 7,800 of 7,800')
}

async function breakAtACondition(page: Page, canvas: Canvas): Promise<void> {
  await page.getByRole('slider', { name: 'Moment of the run' }).focus()
  await page.keyboard.press('Home')
  await expect(moment(page)).toContainText('Before the first step')
  await canvas.port('spread', 'Output', 'Spread').click({ button: 'right' })
  const dialog = page.getByRole('dialog', { name: 'Stop where a condition holds' })
  const condition = dialog.getByRole('textbox', { name: 'Condition' })
  await expect(dialog.getByRole('combobox')).toHaveValue('spread.spread')
  await condition.fill('abs(zz) > 2.5')
  await page.keyboard.press('Enter')
  const list = page.getByRole('list', { name: 'Breakpoints' })
  await expect(list).toContainText('column 5: there is no "zz" on this port; it has instrument, z, spread')
  await list.getByRole('button', { name: 'Remove the breakpoint at spread.spread' }).click()
  await canvas.port('spread', 'Output', 'Spread').click({ button: 'right' })
  await condition.fill('abs(z) > 2.5')
  await dialog.getByRole('button', { name: 'Set breakpoint' }).click()
  await expect(canvas.card('spread').getByRole('img', { name: 'Breakpoint' })).toBeVisible()
  await page.keyboard.press('F5')
  await expect(why(page)).toHaveText('Breakpoint at spread.spread: abs(z) > 2.5')
  await expect(list).toContainText('stopped 1 time')
  const value = /z (-?[\d.]+)/.exec((await events(page).last().textContent()) ?? '')?.[1]
  expect(Math.abs(Number(value))).toBeGreaterThan(2.5)
  const first = await stepOf(page)
  await page.keyboard.press('F5')
  await expect(list).toContainText('stopped 2 times')
  expect(await stepOf(page)).toBeGreaterThan(first)
  await list.getByRole('checkbox').uncheck()
  await expect(canvas.card('spread').getByRole('img', { name: 'Breakpoint' })).toHaveCount(0)
}

async function travel(page: Page): Promise<void> {
  const box = await page.getByTestId('debug-chart').boundingBox()
  if (!box) throw new Error('there is no curve')
  const at = (share: number) => [box.x + box.width * share, box.y + box.height / 2] as const
  await page.mouse.move(...at(0.1))
  await page.mouse.down()
  for (let share = 0.1; share <= 0.5; share += 0.02) await page.mouse.move(...at(share))
  await page.mouse.move(...at(0.5))
  await page.mouse.up()
  await expect.poll(() => stepOf(page)).toBeGreaterThan(3_850)
  expect(await stepOf(page)).toBeLessThan(3_950)
  const there = await stepOf(page)
  const slider = page.getByRole('slider', { name: 'Moment of the run' })
  await expect(slider).toHaveValue(String(there - 1))
  await slider.focus()
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => stepOf(page)).toBe(there + 1)
  const time = page.getByRole('textbox', { name: 'Time to go to (UTC)' })
  await time.fill('2024-01-05 15:00')
  await page.getByRole('button', { name: 'Go', exact: true }).click()
  await expect(moment(page)).toContainText('2024-01-05 15:00:00 UTC')
}

test('a run is gone through step by step, stopped, taken back in time, and left', async ({ page, api: _ }) => {
  // A session whose page has gone stays open for a while: none of this test's doing.
  const already = new Set(debugProcesses().map(({ pid }) => pid))
  const own = () => debugProcesses().filter(({ pid }) => !already.has(pid)).length
  const canvas = await openTemplate(page, 'Pair trade')
  await canvas.saved()
  await test.step('open', () => open(page))
  expect(own()).toBe(1)
  await test.step('by keys', () => goByKeys(page, canvas))
  await test.step('to what happens', () => goToWhatHappens(page))
  await test.step('to a condition', () => breakAtACondition(page, canvas))
  await test.step('through time', () => travel(page))

  // The address leads back to the moment, with the breakpoints that were set.
  await expect(page).toHaveURL(/\?debug=2024-01-05T15/)
  await page.reload()
  await expect(moment(page)).toContainText('2024-01-05 15:00:00 UTC')
  await expect(page.getByRole('list', { name: 'Breakpoints' }).getByRole('checkbox')).not.toBeChecked()
  await expect.poll(own).toBe(1)

  await page.getByRole('button', { name: 'Leave' }).click()
  await expect(page.getByRole('button', { name: 'Debug', exact: true })).toBeEnabled()
  await expect(page).not.toHaveURL(/debug/)
  await expect(page.getByTestId('debug-pairs')).toHaveCount(0)
  await expect.poll(own).toBe(0)
  await canvas.card('spread').getByText('Spread z-score').click()
  await page.keyboard.press('Delete')
  await expect(canvas.card('spread')).toHaveCount(0)
})
