// The first page: what there is, found again by words and tags, and the tour for who is new.
import { expect } from '@playwright/test'
import { violations } from './support/axe'
import { openTemplate } from './support/canvas'
import { test } from './support/test'

test('ten templates, each with what it is about; found by words and by tags', async ({ page, api }) => {
  await page.goto('/')
  const templates = page.getByRole('list', { name: 'Templates' })
  await expect(templates.getByRole('button')).toHaveCount(10)
  for (const tag of ['pairs', 'subgraphs'])
    await page.getByRole('button', { name: new RegExp(`^${tag} \\d+$`) }).click()
  await expect(templates.getByRole('button')).toHaveCount(1)
  await expect(templates).toContainText('A pair drawn once, used three times')
  await page.getByRole('button', { name: 'Clear' }).click()
  await page.getByRole('searchbox', { name: 'Search topologies and templates' }).fill('busy noon')
  await expect(templates.getByRole('button')).toHaveAccessibleName('Use template Trend on volume bars')
  await page.getByRole('searchbox', { name: 'Search topologies and templates' }).fill('nothing of that kind')
  await expect(page.getByText('No template matches “nothing of that kind”.')).toBeVisible()

  // Each template's note says what the idea is, where to look, what to change, and what it does not show.
  for (const { slug } of await api.get<{ slug: string }[]>('/api/templates')) {
    const made = await api.post<{ id: string; topology: { layout: { notes: { text: string }[] } } }>(
      '/api/topologies',
      {
        template: slug,
      },
    )
    const text = made.topology.layout.notes[0]?.text ?? ''
    for (const part of ['**Idea:**', '**Look at**', '**Change**', '**Limits:**']) expect(text, slug).toContain(part)
    await page.request.delete(`/api/topologies/${made.id}`)
  }
})

test('a topology is filed under tags, and found by them', async ({ page }) => {
  const name = `Filed ${Date.now()}`
  await openTemplate(page, 'Pair trade')
  await page.getByRole('textbox', { name: 'Name of the topology' }).fill(name)
  await expect(page.getByRole('status', { name: 'Save state' })).toHaveText('Saved')
  await page.getByRole('link', { name: 'All topologies' }).click()
  await page.getByRole('button', { name: `Actions for ${name}` }).click()
  await page.getByRole('menuitem', { name: 'Tags' }).click()
  const dialog = page.getByRole('dialog', { name: `Tags of “${name}”` })
  await dialog.getByRole('combobox', { name: 'Add a tag' }).fill('my desk')
  await page.keyboard.press('Enter')
  await dialog.getByRole('combobox', { name: 'Add a tag' }).fill('mistake')
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Remove the tag mistake' }).click()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: /^my desk \d+$/ }).click()
  const own = page.getByRole('list', { name: 'Your topologies' })
  await expect(own.getByRole('heading')).toHaveText([name])
  await expect(page.getByText('No template matches the tags my desk.')).toBeVisible()
  await page.reload()
  await expect(own).toContainText('my desk')
  expect(await violations(page)).toEqual([])
})

test('a server that is away is said, with what was last known', async ({ page }) => {
  await openTemplate(page, 'Pair trade')
  await page.getByRole('link', { name: 'All topologies' }).click()
  const own = page.getByRole('list', { name: 'Your topologies' })
  await expect(own.getByRole('heading').first()).toBeVisible()
  await page.route('**/trpc/topologies.list**', (route) => route.abort())
  // Asked again when the window has the focus again.
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })))
  await expect(page.getByRole('alert').filter({ hasText: 'What is shown is what was last known.' })).toBeVisible({
    timeout: 40_000,
  })
  await expect(own.getByRole('heading').first()).toBeVisible()
  await page.unroute('**/trpc/topologies.list**')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'last known' })).toHaveCount(0)
})

test('the tour points at real controls, blocks nothing, and is remembered', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('region', { name: 'First steps' }).getByRole('button', { name: 'Show me around' }).click()
  await page.waitForURL(/\/t\//)
  const tour = page.getByRole('dialog', { name: 'The drawing is what runs' })
  await expect(tour).toBeFocused()
  expect(await violations(page, { include: '[role="dialog"]' })).toEqual([])
  await page.keyboard.press('ArrowRight')
  const backtest = page.getByRole('dialog', { name: 'Backtest it' })
  await expect(backtest).toBeFocused()
  // What it points at works while it is shown.
  await page.getByRole('button', { name: 'Backtest', exact: true }).click()
  await expect(page.getByTestId('backtest-result')).toBeVisible()
  for (const [title, next] of [
    ['Backtest it', 'Next'],
    ['Start it', 'Next'],
    ['Ask why', 'Next'],
    ['Change what runs', 'Next'],
    ['Everything has a key', 'Done'],
  ] as const)
    await page.getByRole('dialog', { name: title }).getByRole('button', { name: next }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)

  // Not offered again by itself; there for who asks, and Escape ends it.
  await page.getByRole('link', { name: 'All topologies' }).click()
  await expect(page.getByRole('button', { name: 'Tour' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'First steps' })).toHaveCount(0)
  await openTemplate(page, 'EMA cross')
  await page.getByRole('button', { name: 'Show me around' }).click()
  await expect(page.getByRole('dialog', { name: 'The drawing is what runs' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})
