import { expect, type Page } from '@playwright/test'
import type { TopologyDetail } from './support/api'
import { type Canvas, openTemplate } from './support/canvas'
import { test } from './support/test'

const topologyIdOf = (page: Page): string => new URL(page.url()).pathname.split('/').at(-1) ?? ''

const select = (canvas: Canvas, id: string) => canvas.card(id).locator('header').click()

test('a parameter: bounds in words, what is wrong as it is typed, changed marks, reset, undo, what runs instead', async ({
  page,
  api,
}) => {
  const canvas = await openTemplate(page, 'Pair trade')
  await select(canvas, 'spread')
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  const window = inspector.getByRole('spinbutton', { name: 'Window', exact: true })
  await expect(inspector.getByText('2 to 100,000 bars.')).toHaveCount(1)
  await window.fill('1')
  await expect(inspector.getByRole('alert')).toHaveText('At least 2 bars')
  await window.fill('')
  await expect(inspector.getByRole('alert')).toHaveText('Type a number')
  await window.fill('90')
  await expect(inspector.getByRole('alert')).toHaveCount(0)
  await window.press('ArrowUp')
  await expect(window).toHaveValue('91')

  // The one field that differs from its default is marked, and goes back alone or with all others.
  await inspector.getByRole('button', { name: 'Reset Window to its default' }).click()
  await expect(window).toHaveValue('60')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(window).toHaveValue('91')
  await inspector.getByRole('button', { name: 'Reset all' }).click()
  await expect(inspector.getByRole('img', { name: 'changed from its default' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(window).toHaveValue('91')

  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(canvas.strip('gateway')).toContainText('Running')
  await window.fill('70')
  await expect(inspector.getByText('Runs with 91 bars until applied')).toBeVisible()
  await window.fill('91')
  await expect(inspector.getByText(/^Runs with/)).toHaveCount(0)
  await api.stopAll()
})

test('instruments are searched, by hand and by keyboard alone; a slider and its figure are one', async ({
  page,
  api,
}) => {
  const canvas = await openTemplate(page, 'Pair trade')
  await select(canvas, 'spread')
  const y = page.getByRole('combobox', { name: 'Y instrument' })
  await y.click()
  await expect(page.getByRole('option', { name: /^SIMB/ })).toBeVisible()
  await page.getByRole('option', { name: /^SIMC/ }).click()
  await expect(y).toHaveValue('SIMC')
  await expect(page.getByRole('listbox')).toHaveCount(0)

  await select(canvas, 'guard')
  const list = page.getByRole('combobox', { name: 'Whitelist' })
  await list.focus()
  await page.keyboard.type('imb')
  await expect(page.getByRole('listbox').getByRole('option')).toHaveText([/^SIMB/])
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  const chosen = page.getByRole('list', { name: 'Whitelist' })
  await expect(chosen.getByRole('listitem')).toHaveText(['SIMB', 'SIMA'])
  await chosen.getByRole('button', { name: 'Remove SIMA' }).click()
  await page.getByRole('slider', { name: 'Most loss in a day slider' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('spinbutton', { name: 'Most loss in a day' })).toHaveValue('5.5')
  await canvas.saved()
  const { topology } = await api.get<TopologyDetail>(`/api/topologies/${topologyIdOf(page)}`)
  expect(topology.nodes.find(({ id }) => id === 'guard')?.params).toMatchObject({
    whitelist: ['SIMB'],
    maxDailyDrawdown: 5.5,
  })
})

test('JSON: what cannot be read is said and changes nothing, the rest is one edit; several nodes of a kind at once', async ({
  page,
}) => {
  const canvas = await openTemplate(page, 'Pair trade')
  await select(canvas, 'spread')
  await page.getByRole('button', { name: 'Parameters as JSON' }).click()
  const json = page.getByRole('textbox', { name: 'Parameters as JSON' })
  await expect(json).toHaveValue(/"y": "SIMA"/)
  await json.fill('{ "y": "SIMA", ')
  await expect(page.getByRole('alert').filter({ hasText: 'not valid JSON yet' })).toBeVisible()
  await json.fill('{ "y": "SIMA", "x": "SIMB", "window": 1, "wrong": true }')
  const wrong = page.getByRole('alert').filter({ hasText: 'no such parameter' })
  await expect(wrong.getByRole('listitem')).toHaveText([
    'wrong: Spread Z-Score has no such parameter',
    'window: At least 2 bars',
  ])
  await json.fill('{ "y": "SIMA", "x": "SIMB", "window": 45 }')
  await expect(wrong).toHaveCount(0)
  await expect(canvas.card('spread')).toContainText('45 bars')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(json).toHaveValue(/"x": "SIMB"/)
  await expect(json).not.toHaveValue(/45/)

  await page.getByRole('button', { name: 'Add Spread Z-Score' }).click()
  await expect(canvas.card('zscore')).toBeVisible()
  await page.getByRole('button', { name: 'Fit view' }).click()
  await select(canvas, 'spread')
  await canvas
    .card('zscore')
    .locator('header')
    .click({ modifiers: ['Control'] })
  await expect(page.getByRole('heading', { name: '2 × Spread Z-Score' })).toBeVisible()
  const window = page.getByRole('spinbutton', { name: 'Window', exact: true })
  await window.fill('33')
  for (const id of ['spread', 'zscore']) await expect(canvas.card(id)).toContainText('33 bars')
  await page.locator('.react-flow__pane').click({ position: { x: 40, y: 80 } })
  await select(canvas, 'zscore')
  await window.fill('44')
  await canvas
    .card('spread')
    .locator('header')
    .click({ modifiers: ['Control'] })
  await expect(window).toHaveAttribute('placeholder', 'Several values')
  await expect(window).toHaveValue('')
})

test('the side: panels by keyboard, help of the kind, width and choice remembered, room on a narrow window', async ({
  page,
}) => {
  const canvas = await openTemplate(page, 'Pair trade')
  await select(canvas, 'guard')
  await page.keyboard.press('F1')
  const help = page.getByRole('complementary', { name: 'Help' })
  await expect(help.getByText('Stands between strategies and the gateway.')).toBeVisible()
  await select(canvas, 'spread')
  await expect(help.getByText('feature.zscore v1')).toBeVisible()

  const edge = page.getByRole('separator', { name: 'Width of the side panel' })
  await edge.focus()
  const before = Number(await edge.getAttribute('aria-valuenow'))
  await page.keyboard.press('ArrowLeft')
  await expect(edge).toHaveAttribute('aria-valuenow', String(before + 24))
  await page.reload()
  await expect(page.getByRole('complementary', { name: 'Help' })).toBeVisible()
  await expect(edge).toHaveAttribute('aria-valuenow', String(before + 24))

  await page.getByRole('tab', { name: 'Help' }).focus()
  await page.keyboard.press('ArrowUp')
  await expect(page.getByRole('tab', { name: 'Inspector' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toBeVisible()
  await page.getByRole('button', { name: 'Hide the side panel' }).click()
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toHaveCount(0)
  await page.getByRole('tab', { name: 'Inspector' }).click()
  await page.setViewportSize({ width: 1024, height: 768 })
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toHaveCount(0)
  const pane = await page.locator('.react-flow').boundingBox()
  await page.getByRole('tab', { name: 'Inspector' }).click()
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toBeVisible()
  expect(await page.locator('.react-flow').boundingBox()).toEqual(pane)
})
