// Parts of a drawing as kinds of their own: made, opened, set, used again, kept, run.
import { expect, type Page } from '@playwright/test'
import type { Topology } from '../engine/sdk'
import type { TopologyDetail } from './support/api'
import { type Canvas, openTemplate } from './support/canvas'
import { test } from './support/test'

const idOf = (page: Page): string => new URL(page.url()).pathname.split('/').at(-1) ?? ''

/** Selects these cards: the first by a click, the others with Ctrl. */
async function select(canvas: Canvas, ids: readonly string[]): Promise<void> {
  for (const [place, id] of ids.entries())
    await canvas.card(id).click({ position: { x: 50, y: 8 }, ...(place > 0 && { modifiers: ['Control'] as const }) })
}

async function draftOf(api: { get<T>(path: string): Promise<T> }, page: Page): Promise<Topology> {
  return (await api.get<TopologyDetail>(`/api/topologies/${idOf(page)}`)).topology
}

const level = (page: Page) => page.getByRole('navigation', { name: 'Level of the drawing' })
const panel = (page: Page) => page.getByRole('complementary', { name: 'Subgraph' })

test('nodes become a subgraph that is opened, set from outside, used again, kept and taken apart', async ({
  page,
  api,
}) => {
  const canvas = await openTemplate(page, 'Pair trade')
  await select(canvas, ['spread', 'pairs'])
  await page.keyboard.press('Control+Shift+G')
  await expect(canvas.card('group')).toBeVisible()
  await expect(canvas.card('spread')).toHaveCount(0)

  // One undo brings all of it back, and once more is done.
  await page.keyboard.press('Control+z')
  await expect(canvas.card('spread')).toBeVisible()
  await page.keyboard.press('Control+Shift+z')
  await expect(canvas.card('group')).toBeVisible()

  // Named beside the canvas, one parameter exposed: then it is in the inspector of the use.
  await canvas.card('group').click({ position: { x: 50, y: 8 } })
  await page.getByRole('tab', { name: 'Subgraph' }).click()
  await panel(page).getByRole('textbox', { name: 'Name' }).fill('Pair leg')
  await panel(page).getByRole('checkbox', { name: 'Expose Window of Spread z-score' }).check()
  await expect(canvas.card('group')).toContainText('Pair leg')
  await page.getByRole('tab', { name: 'Inspector' }).click()
  await page.getByRole('spinbutton', { name: 'Window', exact: true }).fill('45')

  // Inside by a double click: its ports are cards; what is edited here is undone like anything.
  await canvas.card('group').dblclick({ position: { x: 50, y: 8 } })
  await expect(level(page)).toContainText('Pair leg')
  await expect(canvas.card('spread')).toBeVisible()
  await expect(canvas.card('market')).toContainText('Input: market')
  await expect(page.getByRole('button', { name: 'Add Output: feature', exact: true })).toBeVisible()
  await canvas.card('spread').click({ position: { x: 50, y: 8 } })
  await page.getByRole('textbox', { name: 'Label' }).fill('Distance')
  await level(page).getByRole('button', { name: 'Go one level up' }).click()
  await expect(level(page)).toHaveCount(0)

  // Kept for every drawing, and used again here: what was set outside stays with its use.
  await canvas.card('group').click({ position: { x: 50, y: 8 } })
  await page.getByRole('tab', { name: 'Subgraph' }).click()
  await panel(page).getByRole('button', { name: 'Save as a reusable kind' }).click()
  await expect(panel(page)).toContainText('Kept on this server as sub.group, version 1')
  await page.getByRole('button', { name: 'Add Pair leg', exact: true }).click()
  await expect(canvas.card('group-2')).toBeVisible()
  await expect(panel(page)).toContainText('used 2 times')
  await canvas.saved()
  const draft = await draftOf(api, page)
  expect(draft.nodes.find(({ id }) => id === 'group')?.params).toEqual({ window: 45 })
  expect(draft.subgraphs?.[0]?.nodes.find(({ id }) => id === 'spread')).toMatchObject({ label: 'Distance' })

  // In another topology it is in the palette, and comes with its inside.
  await openTemplate(page, 'EMA cross')
  await page.getByRole('searchbox', { name: 'Search nodes' }).fill('pair leg')
  await page.getByRole('button', { name: 'Add Pair leg', exact: true }).click()
  await expect(canvas.card('group')).toContainText('Pair leg')
  await canvas.saved()
  expect((await draftOf(api, page)).subgraphs).toHaveLength(1)

  // Taken apart by its menu: the nodes stand where the card was.
  await canvas.chooseFromMenu('group', 'Pair leg', 'Ungroup subgraph')
  await expect(canvas.card('spread')).toContainText('Distance')
  await expect(canvas.card('group')).toHaveCount(0)
})

test('by keyboard alone: group, open, leave, ungroup', async ({ page }) => {
  const canvas = await openTemplate(page, 'EMA cross')
  await canvas.card('slow').focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+Shift+g')
  await expect(canvas.card('group')).toBeVisible()
  await canvas.card('group').focus()
  await page.keyboard.press('Enter')
  await expect(level(page)).toBeVisible()
  await expect(canvas.card('slow')).toBeVisible()
  await page.keyboard.press('Alt+ArrowUp')
  await expect(level(page)).toHaveCount(0)
  await canvas.card('group').focus()
  await page.keyboard.press('Control+Shift+u')
  await expect(canvas.card('slow')).toBeVisible()
})

test('a problem inside leads there, and undoing the group while inside leads out', async ({ page }) => {
  const canvas = await openTemplate(page, 'Pair trade')
  await select(canvas, ['spread', 'pairs'])
  await page.keyboard.press('Control+Shift+G')
  await canvas.card('group').dblclick({ position: { x: 50, y: 8 } })
  await canvas.card('spread').click({ position: { x: 50, y: 8 } })
  await page.getByRole('tab', { name: 'Inspector' }).click()
  await page.getByRole('spinbutton', { name: 'Window', exact: true }).fill('1')
  await level(page).getByRole('button', { name: 'Pair trade' }).click()
  const problems = await canvas.openTab('Problems')
  await problems.getByText('inside, at "spread"').click()
  await expect(level(page)).toBeVisible()
  await expect(canvas.card('spread')).toBeVisible()
  await canvas.card('spread').focus()
  // The parameter, then the group.
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Control+z')
  await expect(level(page)).toHaveCount(0)
  await expect(canvas.card('pairs')).toBeVisible()
})

test('what runs inside shows on the closed card, and on the cards inside', async ({ page, api }) => {
  const canvas = await openTemplate(page, 'A pair drawn once, used three times')
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(canvas.strip('leg-ab')).toContainText('Running')
  const { pids } = await api.running(idOf(page))
  expect(Object.keys(pids)).toEqual(expect.arrayContaining(['leg-ab--spread', 'leg-ab--pairs', 'leg-ef--pairs']))
  await canvas.card('leg-ab').dblclick({ position: { x: 50, y: 8 } })
  await expect(canvas.strip('spread')).toContainText('Running')
  await expect(level(page)).toContainText('edits apply to all 3 uses')
  // One process inside is stopped: the closed card says the worst of what it holds.
  await canvas.chooseFromMenu('pairs', 'Pairs', 'Stop this node')
  await expect(canvas.strip('pairs')).toContainText('Stopped')
  await level(page).getByRole('button', { name: 'Go one level up' }).click()
  await expect(canvas.strip('leg-ab')).toContainText('Stopped')
  await expect(canvas.strip('leg-cd')).toContainText('Running')
})

test('what is debugged shows on the closed card, on the links to it and on the cards inside', async ({ page }) => {
  const canvas = await openTemplate(page, 'A pair drawn once, used three times')
  await canvas.saved()
  await page.getByRole('button', { name: 'Debug', exact: true }).click()
  await page.getByRole('button', { name: 'Next intent' }).click()
  const closed = page.getByTestId(/^debug-leg-/)
  await expect(closed).toHaveCount(3)
  await expect(page.locator('[data-testid^="debug-leg-"][data-acted="true"]').first()).toBeVisible()
  await expect(page.locator('[data-testid^="value-leg-"]').first()).toContainText(/buy|sell/)
  await canvas.card('leg-ab').dblclick({ position: { x: 50, y: 8 } })
  await expect(page.getByRole('navigation', { name: 'Level of the drawing' })).toBeVisible()
  await expect(page.locator('[data-testid^="debug-"][data-acted="true"]').first()).toBeVisible()
  await expect(page.locator('[data-testid^="value-"]').first()).toBeVisible()
  await page.getByRole('button', { name: 'Leave', exact: true }).click()
  await page.getByRole('tab', { name: 'History', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'History · of the whole drawing' })).toBeVisible()
})
