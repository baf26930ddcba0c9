// What hasty and hostile hands do: boxes round frames, broken pastes, lost networks, too small windows.
import { expect, type Page } from '@playwright/test'
import type { Topology } from '../engine/sdk'
import { Canvas, openTemplate } from './support/canvas'
import { test } from './support/test'

const selected = (page: Page) =>
  page
    .locator('.react-flow__node.selected')
    .evaluateAll((all) => all.map((one) => (one instanceof HTMLElement ? (one.dataset.id ?? '') : '')).sort())

async function drawBox(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.keyboard.down('Shift')
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(to.x, to.y, { steps: 4 })
  await page.mouse.up()
  await page.keyboard.up('Shift')
}

const ROWS = 25

/** More cards than are mounted: far out most of them are painted. */
function large(): Topology {
  const ids = Array.from({ length: 200 }, (_, index) => `ema-${index}`)
  return {
    format: 'patchbay.topology/1',
    name: 'Large',
    nodes: ids.map((id) => ({ id, kind: 'feature.ema', version: 1, label: '', params: {} })),
    links: [],
    layout: {
      nodes: Object.fromEntries(ids.map((id, at) => [id, { x: Math.floor(at / ROWS) * 260, y: (at % ROWS) * 140 }])),
      frames: [],
      notes: [],
    },
  }
}

test('a box takes what lies in it: a frame only as a whole, and cards that are painted only as well', async ({
  page,
  api,
}) => {
  const canvas = await openTemplate(page, 'Pair trade')
  await expect(canvas.card('gateway')).toBeVisible()
  for (const id of ['spread', 'pairs'])
    await canvas
      .card(id)
      .locator('header')
      .click({ modifiers: ['Control'] })
  await page.keyboard.press('Control+g')
  await page.keyboard.press('Escape')
  const box = async (id: string) =>
    (await page.getByTestId(`rf__node-${id}`).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
  const [frame, pairs] = [await box('frame:frame'), await box('pairs')]
  await drawBox(
    page,
    { x: pairs.x - 6, y: pairs.y - 6 },
    { x: pairs.x + pairs.width / 2, y: pairs.y + pairs.height / 2 },
  )
  await expect.poll(() => selected(page)).toEqual(['pairs'])
  await drawBox(
    page,
    { x: frame.x - 8, y: frame.y + frame.height + 8 },
    { x: frame.x + frame.width + 8, y: frame.y - 8 },
  )
  await expect.poll(() => selected(page)).toEqual(['frame:frame', 'note:about', 'pairs', 'spread'])

  const { id } = await api.post<{ id: string }>('/api/topologies', { topology: large() })
  await page.goto(`/t/${id}`)
  await expect(page.locator('.react-flow__node').first()).toBeVisible()
  await page.keyboard.press('Shift+1')
  for (let step = 0; step < 8; step++) await page.getByRole('button', { name: /^Zoom out/ }).click()
  const pane = (await page.locator('.react-flow__pane').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
  await drawBox(page, { x: pane.x + 4, y: pane.y + 60 }, { x: pane.x + pane.width - 4, y: pane.y + pane.height - 4 })
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toContainText('200')
})

test('a broken topology that is pasted says what is wrong with it, and changes nothing', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const canvas = await openTemplate(page, 'Pair trade')
  await expect(canvas.card('gateway')).toBeVisible()
  const good = { format: 'patchbay.topology/1', name: 'Part', links: [] }
  const ema = { id: 'fast', kind: 'feature.ema', version: 1 }
  const pasted = async (text: string) => {
    await page.evaluate((value) => navigator.clipboard.writeText(value), text)
    await page.keyboard.press('Control+v')
  }
  for (const [text, says] of [
    [JSON.stringify({ ...good, nodes: [ema] }).slice(0, -8), /Nothing was pasted: .*JSON/],
    [JSON.stringify({ ...good, nodes: [ema, ema] }), /Nothing was pasted: two nodes have the id "fast"/],
    [JSON.stringify({ ...good, nodes: [{ ...ema, id: 'constructor' }] }), /Nothing was pasted: nodes\.0\.id/],
    [`${JSON.stringify({ ...good, nodes: [ema] }).slice(0, -1)},"layout":{"nodes":{"fast":{"x":1e999}}}}`, /too large/],
  ] as const) {
    await pasted(text)
    await expect(page.getByText(says).last()).toBeVisible()
  }
  await expect(page.locator('.react-flow__node-card')).toHaveCount(5)
  const links = [
    { from: 'fast.ema', to: 'fast.market' },
    { from: 'fast.nothing', to: 'fast.market' },
  ]
  await pasted(JSON.stringify({ ...good, nodes: [ema], links }))
  await expect(page.getByText('Pasted 1 node; 2 links that may not be drawn left out')).toBeVisible()
  await canvas.saved()
  await page.keyboard.press('Control+z')
  await expect(page.locator('.react-flow__node-card')).toHaveCount(5)
})

test('a part of the page that cannot be fetched is waited for, and the canvas stays', async ({ page, context }) => {
  const canvas = await openTemplate(page, 'Pair trade')
  await expect(canvas.card('gateway')).toBeVisible()
  await expect(page.getByRole('tab', { name: 'History' })).toBeVisible()
  await context.setOffline(true)
  await page.keyboard.press('?')
  await expect(page.getByText(/The server does not answer: what you asked for is shown/).first()).toBeVisible()
  await page.getByRole('tab', { name: 'History' }).click()
  await expect(page.getByRole('complementary', { name: 'History' })).toContainText('Loading')
  await expect(canvas.card('gateway')).toBeVisible()
  await context.setOffline(false)
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('textbox', { name: 'Name of this version' })).toBeVisible()
})

test('what runs is compared as soon as something does; until then the page says so', async ({ page, api }) => {
  await openTemplate(page, 'Pair trade')
  const address = page.url()
  await page.goto(`${address}?compare=live..draft`)
  await expect(page.getByRole('status').filter({ hasText: 'Nothing of this topology runs' })).toBeVisible()
  await expect(page.getByRole('status', { name: 'What differs' })).toHaveText('nothing runs')
  await api.post(`/api/topologies/${new URL(address).pathname.split('/').at(-1)}/start`, {
    mode: 'replay',
    speed: 60,
  })
  await expect(page.getByRole('status', { name: 'What differs' })).toHaveText('nothing differs')
  await expect(new Canvas(page).card('gateway')).toBeVisible()
  await api.stopAll()
})
