// Links as a person works with them: told, moved, cut, healed, spliced into, and asked of a port.
import { expect, type Locator, type Page } from '@playwright/test'
import type { Topology } from '../engine/sdk'
import type { Api } from './support/api'
import { Canvas } from './support/canvas'
import { test } from './support/test'

const NODES = [
  ['bars', 'data.bars', 0, 0],
  ['ema', 'feature.ema', 400, 0],
  ['slow', 'feature.ema', 400, 420],
  ['cross', 'strategy.ema-cross', 800, 0],
  ['guard', 'risk.guard', 1200, 0],
  ['firm', 'risk.guard', 1200, 240],
  ['paper', 'gateway.paper', 1600, 0],
  ['hourly', 'feature.aggregate', 0, 560],
] as const
const LINKS = [
  'bars.market>ema.market',
  'bars.market>slow.market',
  'ema.ema>cross.slow',
  'cross.intents>guard.intents',
  'guard.orders>paper.orders',
]

function drawing(): Topology {
  return {
    format: 'patchbay.topology/1',
    name: 'Wires',
    nodes: NODES.map(([id, kind]) => ({ id, kind, version: 1, label: '', params: {} })),
    links: LINKS.map((text) => ({ from: text.split('>')[0] ?? '', to: text.split('>')[1] ?? '' })),
    layout: { nodes: Object.fromEntries(NODES.map(([id, , x, y]) => [id, { x, y }])), frames: [], notes: [] },
  }
}

class Wires {
  constructor(
    readonly page: Page,
    readonly canvas: Canvas,
  ) {}

  link(name: string): Locator {
    return this.page.getByTestId(`rf__edge-${name}`)
  }

  /** The middle of a link, px of the window. */
  async middle(name: string): Promise<{ x: number; y: number }> {
    return this.link(name).evaluate((edge) => {
      const path = edge.querySelector('path')
      const matrix = path?.getScreenCTM()
      if (!path || !matrix) throw new Error('the link has no path')
      const { x, y } = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(matrix)
      return { x, y }
    })
  }

  async names(): Promise<string[]> {
    const ids = await this.page
      .locator('.react-flow__edge')
      .evaluateAll((all) => all.map((one) => one.dataset.id ?? ''))
    return ids.sort()
  }

  async expectLinks(...names: string[]): Promise<void> {
    await expect.poll(() => this.names()).toEqual([...names].sort())
  }

  undo = () => this.page.keyboard.press('Control+z')
  told = (text: string) => expect(this.page.getByRole('status').filter({ hasText: text })).toBeAttached()
}

async function open(page: Page, api: Api): Promise<Wires> {
  const { id } = await api.post<{ id: string }>('/api/topologies', { topology: drawing() })
  await page.goto(`/t/${id}`)
  const wires = new Wires(page, new Canvas(page))
  await expect(wires.canvas.card('paper')).toBeVisible()
  await page.getByRole('button', { name: 'Collapse the dock' }).click()
  await page.getByRole('button', { name: 'Fit view' }).click()
  await wires.expectLinks(...LINKS)
  return wires
}

async function tells(wires: Wires): Promise<void> {
  const { page, canvas } = wires
  const { x, y } = await wires.middle('guard.orders>paper.orders')
  await page.mouse.move(x, y)
  const tip = page.getByRole('tooltip')
  await expect(tip).toContainText('Risk Guard · Orders → Paper Gateway · Orders')
  await expect(tip).toContainText('quantities in the instrument’s units')
  await page.mouse.move(x, y + 200)
  await expect(tip).toHaveCount(0)
  await wires.link('ema.ema>cross.slow').focus()
  await expect(tip).toContainText('feature: named numbers')
  await expect(canvas.port('ema', 'Output', 'EMA')).toHaveAccessibleName(/plain numbers: ema/)
  const shapes = await page
    .locator('.port path')
    .evaluateAll((all) => new Set(all.map((one) => one.getAttribute('d'))).size)
  expect(shapes, 'shapes of ports').toBeGreaterThanOrEqual(5)
}

/** Of the ports in view those that a link being drawn may not end at are dimmed, and say why. */
async function refuses(wires: Wires): Promise<void> {
  const { page, canvas } = wires
  const orders = canvas.port('paper', 'Input', 'Orders')
  await canvas.beginLink(canvas.port('ema', 'Output', 'EMA'), orders)
  const why = page.locator('.text-bad', { hasText: 'EMA carries feature' })
  await expect(why).toBeVisible()
  await expect(canvas.card('paper').getByTitle(/^Orders:/)).toHaveCSS('opacity', '0.4')
  await expect(canvas.card('cross').getByTitle(/^Fast line:/)).toHaveCSS('opacity', '1')
  await page.mouse.up()
  await expect(why).toBeHidden()
  await wires.told('Not linked: EMA carries feature')
}

/** Takes the end of a link at `node` in the hand; it lies just outside the port. */
async function takeEnd(wires: Wires, name: string, end: 'source' | 'target'): Promise<void> {
  const grip = wires.link(name).locator(`.react-flow__edgeupdater-${end}`)
  const box = await grip.boundingBox()
  if (!box) throw new Error(`${name} has no ${end} end`)
  await wires.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await wires.page.mouse.down()
}

async function moves(wires: Wires): Promise<void> {
  const { page, canvas } = wires
  await takeEnd(wires, 'ema.ema>cross.slow', 'target')
  await canvas.port('cross', 'Input', 'Fast line').hover({ force: true })
  await page.mouse.up()
  await wires.expectLinks(...LINKS.map((name) => (name === 'ema.ema>cross.slow' ? 'ema.ema>cross.fast' : name)))
  await wires.undo()
  await wires.expectLinks(...LINKS)
  await takeEnd(wires, 'bars.market>slow.market', 'target')
  const { x, y } = await wires.middle('bars.market>slow.market')
  await page.mouse.move(x, y + 160, { steps: 4 })
  await page.mouse.up()
  await wires.expectLinks(...LINKS.filter((name) => name !== 'bars.market>slow.market'))
  await expect(page.getByRole('combobox', { name: /add/i })).toHaveCount(0)
  await wires.undo()
  await wires.expectLinks(...LINKS)
}

async function cuts(wires: Wires): Promise<void> {
  const { page } = wires
  const [a, b] = [await wires.middle('bars.market>ema.market'), await wires.middle('bars.market>slow.market')]
  const stroke = async (button: 'left' | 'right') => {
    await page.mouse.move(a.x, Math.min(a.y, b.y) - 40)
    await page.mouse.down({ button })
    await page.mouse.move(b.x, Math.max(a.y, b.y) + 40, { steps: 8 })
    await page.mouse.up({ button })
  }
  const left = LINKS.filter((name) => !name.startsWith('bars'))
  await page.keyboard.down('Control')
  await stroke('right')
  await page.keyboard.up('Control')
  await wires.expectLinks(...left)
  await expect(page.getByRole('menu')).toHaveCount(0)
  await wires.undo()
  await wires.expectLinks(...LINKS)
  await page.keyboard.press('k')
  await expect(page.getByText('Draw across links to cut them')).toBeVisible()
  await stroke('left')
  await wires.expectLinks(...left)
  await page.keyboard.press('Escape')
  await expect(page.getByText('Draw across links to cut them')).toHaveCount(0)
  await wires.undo()
  await wires.expectLinks(...LINKS)
  await wires.canvas.card('bars').getByText('Recorded Data').first().click()
  await page.keyboard.press('Control+Shift+X')
  await wires.expectLinks(...left)
  await wires.undo()
  await wires.expectLinks(...LINKS)
}

async function splicesAndHeals(wires: Wires): Promise<void> {
  const { page, canvas } = wires
  const others = LINKS.filter((name) => name !== 'bars.market>ema.market')
  const spliced = [...others, 'bars.market>hourly.market', 'hourly.market>ema.market']
  const middle = await wires.middle('bars.market>ema.market')
  const card = await canvas.card('hourly').boundingBox()
  if (!card) throw new Error('hourly is not in view')
  await page.mouse.move(card.x + 60, card.y + 8)
  await page.mouse.down()
  // The card is taken hold of with the first small move.
  await page.mouse.move(card.x + 62, card.y + 8)
  await page.mouse.move(middle.x - card.width / 2 + 62, middle.y - card.height / 2 + 8, { steps: 6 })
  await page.mouse.up()
  await wires.expectLinks(...spliced)
  await page.keyboard.press('Control+Delete')
  await wires.expectLinks(...LINKS)
  await expect(canvas.card('hourly')).toHaveCount(0)
  await wires.undo()
  await wires.expectLinks(...spliced)
  await wires.undo()
  await wires.expectLinks(...LINKS)
  await canvas.dragKind('Risk Guard', await wires.middle('guard.orders>paper.orders'))
  await wires.expectLinks(
    ...LINKS.filter((name) => name !== 'guard.orders>paper.orders'),
    'guard.orders>guard-2.orders',
    'guard-2.orders>paper.orders',
  )
  await wires.undo()
  await wires.expectLinks(...LINKS)
}

async function asks(wires: Wires): Promise<void> {
  const { page, canvas } = wires
  await canvas.port('cross', 'Input', 'Fast line').click()
  const offers = page.getByRole('option')
  await expect(offers.filter({ hasText: 'EMA' }).first()).toBeVisible()
  await expect(offers.filter({ hasText: 'Paper Gateway' })).toHaveCount(0)
  await offers.filter({ hasText: /^EMA/ }).first().click()
  await wires.expectLinks(...LINKS, 'ema-2.ema>cross.fast')
}

test('links are told, refused, moved, cut, spliced, healed, and asked of a port', async ({ page, api }) => {
  const wires = await open(page, api)
  await test.step('told', () => tells(wires))
  await test.step('refused', () => refuses(wires))
  await test.step('moved and taken off', () => moves(wires))
  await test.step('cut', () => cuts(wires))
  await test.step('spliced and healed', () => splicesAndHeals(wires))
  await test.step('asked of a port', () => asks(wires))
})
