// A graph built, set, run and stopped without a pointer.
import { expect, type Page } from '@playwright/test'
import { Canvas, openTemplate } from './support/canvas'
import { test } from './support/test'

/** Adds a kind beside what is selected. */
async function add(page: Page, words: string, id: string): Promise<void> {
  await page.keyboard.press('a')
  await expect(page.getByRole('combobox', { name: 'Add a node' })).toBeFocused()
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
  await expect(new Canvas(page).card(id)).toBeFocused()
}

/** Links the selected node: the words choose among the links that fit. */
async function link(page: Page, words: string): Promise<void> {
  await page.keyboard.press('l')
  await expect(page.getByRole('combobox', { name: /^Link / })).toBeFocused()
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('combobox', { name: /^Link / })).toHaveCount(0)
}

const announced = (page: Page, words: string | RegExp) =>
  expect(page.getByRole('status').filter({ hasText: words })).toBeAttached()

test('a graph is built, set, run and stopped by keyboard alone', async ({ page, api }) => {
  const empty = { format: 'patchbay.topology/1', name: 'By keys', nodes: [], links: [] }
  const { id } = await api.post<{ id: string }>('/api/topologies', { topology: empty })
  await page.goto(`/t/${id}`)
  const canvas = new Canvas(page)
  await expect(page.locator('.react-flow__pane')).toBeVisible()

  await add(page, 'simulated', 'synthetic')
  await add(page, 'ema', 'ema')
  await add(page, 'ema', 'ema-2')
  await add(page, 'ema cross', 'ema-cross')
  await add(page, 'risk', 'guard')
  await add(page, 'paper', 'paper')

  // Every link from the node that is selected, found by the other end's name.
  await link(page, 'risk guard orders')
  await announced(page, 'Linked guard.')
  await link(page, 'simulated market')
  await page.keyboard.press('ArrowLeft')
  await expect(canvas.card('guard')).toBeFocused()
  await announced(page, 'Risk Guard selected')
  await link(page, 'simulated market')
  await link(page, 'ema cross intents')
  await page.keyboard.press('ArrowLeft')
  await expect(canvas.card('ema-cross')).toBeFocused()
  await link(page, 'simulated market')
  await link(page, 'fast ema-2')
  await link(page, 'slow ema')
  await page.keyboard.press('ArrowLeft')
  await expect(canvas.card('ema-2')).toBeFocused()
  await link(page, 'simulated market')
  await page.keyboard.press('ArrowLeft')
  await expect(canvas.card('ema')).toBeFocused()
  await link(page, 'simulated market')

  // Its parameters, and back to the drawing.
  await page.keyboard.press('p')
  const period = page.getByRole('spinbutton').first()
  await expect(period).toBeFocused()
  await page.keyboard.press('Control+a')
  await page.keyboard.type('40')
  await page.keyboard.press('Alt+c')
  await expect(canvas.card('ema')).toBeFocused()
  await expect(canvas.card('ema')).toContainText('40')
  await canvas.saved()

  await page.keyboard.press('Control+Enter')
  await expect(canvas.deploymentState()).toHaveText('Running')
  await page.keyboard.press('Control+Shift+Enter')
  await expect(canvas.deploymentState()).toHaveText(/Stopped|Finished/)
})

test('what is typed before a field has loaded is in it, and is no command', async ({ page, api: _ }) => {
  const canvas = await openTemplate(page, 'EMA cross')
  await canvas.saved()
  await canvas.card('slow').locator('header').click()
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toBeVisible()
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route('**/_next/static/**', async (route) => {
    await released
    await route.continue()
  })
  await canvas.card('slow').focus()
  await page.keyboard.press('Control+f')
  // Each of these letters is a command of the canvas too.
  await page.keyboard.type('fackl')
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Backspace')
  await page.keyboard.type('st')
  release()
  const field = page.getByRole('textbox', { name: 'Find by name, kind, parameter or problem' })
  await expect(field).toHaveValue('fast')
  await expect(field).toBeFocused()
  await expect(page.getByRole('status', { name: 'Matches' })).toContainText('1 of')
  await expect(canvas.card('fast')).toHaveClass(/selected/)
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled()
})
