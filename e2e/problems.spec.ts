import { join } from 'node:path'
import { createClient } from '@libsql/client'
import { expect, type Page } from '@playwright/test'
import type { Topology } from '../engine/sdk'
import type { TopologyDetail } from './support/api'
import { type Canvas, openTemplate } from './support/canvas'
import { HOME, test } from './support/test'

const topologyIdOf = (page: Page): string => new URL(page.url()).pathname.split('/').at(-1) ?? ''

const lines = (canvas: Canvas) => canvas.page.getByRole('list', { name: 'Problems' }).getByRole('listitem')

/** As a person who opens it finds it: it cannot be saved this way, nor imported. */
async function open(page: Page, topology: Topology, id: string): Promise<void> {
  const database = createClient({ url: `file:${join(HOME, 'patchbay.db')}` })
  await database.execute({
    sql: 'UPDATE "Topology" SET "draft" = ? WHERE "id" = ?',
    args: [JSON.stringify(topology), id],
  })
  database.close()
  await page.reload()
}

test('a problem leads to its field and its port, by mouse and by keyboard; what is certain is mended, and undone', async ({
  page,
}) => {
  const canvas = await openTemplate(page, 'Pair trade')
  await canvas.card('spread').locator('header').click()
  await page.getByRole('spinbutton', { name: 'Window', exact: true }).fill('1')
  const badge = canvas.card('spread').getByRole('button', { name: '1 problem of Spread z-score' })
  await expect(badge).toBeVisible()
  await page.locator('.react-flow__pane').click({ position: { x: 40, y: 80 } })
  await badge.click()
  await expect(page.getByRole('spinbutton', { name: 'Window', exact: true })).toBeFocused()
  await expect(page.getByRole('tab', { name: /^Problems/ })).toHaveAttribute('aria-selected', 'true')
  await lines(canvas)
    .getByRole('button', { name: /^Reset to its default/ })
    .click()
  await expect(badge).toHaveCount(0)
  await expect(lines(canvas)).toHaveCount(0)

  // The guard's prices are taken away: the problem names the port, and one source fits.
  const api = await page.request.get(`/api/topologies/${topologyIdOf(page)}`)
  const { topology } = (await api.json()) as TopologyDetail
  await open(page, { ...topology, links: topology.links.filter(({ to }) => to !== 'guard.market') }, topologyIdOf(page))
  await canvas.openTab('Problems')
  const line = lines(canvas).filter({ hasText: 'guard.market' })
  await expect(line).toHaveCount(1)
  await page.keyboard.press('F8')
  await expect(canvas.card('guard').locator('[data-wrong]')).toContainText('Market')
  await expect(page.getByRole('heading', { name: 'Risk guard', exact: true })).toBeVisible()
  await expect(line.locator('[aria-current]')).toBeVisible()
  await line.getByRole('button', { name: /^Link Market of Minute bars/ }).click()
  await expect(lines(canvas)).toHaveCount(0)
  await expect(canvas.card('guard').locator('[data-wrong]')).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(line).toHaveCount(1)
})

test('the way that passes no guard glows, and a guard is put into it', async ({ page, api }) => {
  const canvas = await openTemplate(page, 'Pair trade')
  const id = topologyIdOf(page)
  const { topology } = await api.get<TopologyDetail>(`/api/topologies/${id}`)
  const links = topology.links.filter(({ from, to }) => !from.startsWith('guard.') && !to.startsWith('guard.'))
  const nodes = topology.nodes.filter((node) => node.id !== 'guard')
  const open_ = { from: 'pairs.intents', to: 'gateway.orders' }
  await open(page, { ...topology, nodes, links: [...links, open_] }, id)
  await canvas.openTab('Problems')
  for (const node of ['pairs', 'gateway']) await expect(canvas.card(node).locator('[data-glow="error"]')).toBeVisible()
  await expect(canvas.card('bars').locator('[data-glow]')).toHaveCount(0)
  await page.getByRole('tab', { name: 'Guards and worst case' }).click()
  await expect(page.getByRole('region', { name: 'Worst case of Paper account' })).toContainText('1 unguarded')

  await lines(canvas)
    .getByRole('button', { name: /^Insert a risk guard/ })
    .first()
    .click()
  await expect(canvas.card('guard')).toBeVisible()
  await expect(lines(canvas)).toHaveCount(0)
  await expect(page.locator('[data-glow="error"]')).toHaveCount(0)
  await canvas.saved()
  const mended = await api.get<TopologyDetail>(`/api/topologies/${id}`)
  expect(mended.topology.links).toEqual(
    expect.arrayContaining([
      { from: 'pairs.intents', to: 'guard.intents' },
      { from: 'guard.orders', to: 'gateway.orders' },
      { from: 'bars.market', to: 'guard.market' },
    ]),
  )
})

test('the worst case follows the guards; every way an order takes can be lit, by keyboard too', async ({ page }) => {
  const canvas = await openTemplate(page, 'Pair trade')
  await canvas.card('guard').locator('header').click()
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  await expect(inspector).toContainText('At most 100,000 USD an order, 200,000 USD a position, 200,000 USD in all')
  await inspector.getByRole('spinbutton', { name: 'Biggest order' }).fill('2500')
  await expect(inspector).toContainText('At most 2,500 USD an order')
  await page.locator('.react-flow__pane').click({ position: { x: 40, y: 80 } })
  await expect(inspector).toContainText('Paper account: At most 2,500 USD an order')
  await inspector.getByRole('button', { name: /^Paper account/ }).click()
  const card = page.getByRole('region', { name: 'Worst case of Paper account' })
  await expect(card).toContainText('Guarded')
  await expect(card).toContainText('5,000 USD5% of the day’s start, then all is closed')
  await card.getByRole('list', { name: 'Paths of orders' }).getByRole('button').focus()
  await page.keyboard.press('Enter')
  for (const id of ['pairs', 'guard', 'gateway'])
    await expect(canvas.card(id).locator('[data-glow="path"]')).toBeVisible()
  await expect(canvas.card('spread').locator('[data-glow]')).toHaveCount(0)
  await page.keyboard.press('Enter')
  await expect(page.locator('[data-glow]')).toHaveCount(0)
})
