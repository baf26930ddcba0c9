import { expect, type Page } from '@playwright/test'
import type { TopologyDetail } from './support/api'
import { type Canvas, openTemplate } from './support/canvas'
import { test } from './support/test'

const history = (page: Page) => page.getByRole('complementary', { name: 'History' })
const revisions = (page: Page) => history(page).getByRole('list', { name: 'Revisions' }).getByRole('listitem')

async function openHistory(page: Page): Promise<void> {
  await page.getByRole('tablist', { name: 'Side panel' }).getByRole('tab', { name: 'History' }).click()
  await expect(history(page)).toBeVisible()
}

async function keepAs(page: Page, name: string): Promise<void> {
  await history(page).getByRole('textbox', { name: 'Name of this version' }).fill(name)
  await page.keyboard.press('Enter')
  await expect(revisions(page).filter({ hasText: name })).toBeVisible()
}

/** Removes the strategy, changes the guard by hand over HTTP, moves the bars, adds another guard. */
async function editBoldly(
  canvas: Canvas,
  api: { put(topology: TopologyDetail): Promise<void> },
  read: () => Promise<TopologyDetail>,
) {
  const detail = await read()
  const { topology } = detail
  await api.put({
    ...detail,
    topology: {
      ...topology,
      nodes: [
        ...topology.nodes
          .filter(({ id }) => id !== 'pairs')
          .map((node) => (node.id === 'guard' ? { ...node, params: { ...node.params, maxLeverage: 1.25 } } : node)),
        { id: 'extra', kind: 'feature.ema', version: 1, label: 'Slow average', params: { period: 50 } },
      ],
      links: [
        ...topology.links.filter(({ from, to }) => !from.startsWith('pairs.') && !to.startsWith('pairs.')),
        { from: 'bars.market', to: 'extra.market' },
      ],
      layout: {
        ...topology.layout,
        nodes: { ...topology.layout.nodes, bars: { x: -120, y: 0 }, extra: { x: 300, y: 420 } },
      },
    },
  })
  await expect(canvas.card('extra')).toBeVisible()
}

test('versions are kept, compared on the canvas, linked to and restored; nothing is lost on the way', async ({
  page,
  api,
}) => {
  const canvas = await openTemplate(page, 'Pair trade')
  const path = new URL(page.url()).pathname
  const id = path.split('/').at(-1)
  const read = () => api.get<TopologyDetail>(`/api/topologies/${id}`)
  const put = async ({ topology, draftRevision }: TopologyDetail) => {
    const answer = await page.request.put(`/api/topologies/${id}`, { data: { topology, draftRevision } })
    expect(answer.status(), await answer.text()).toBe(200)
  }
  const original = (await read()).topology

  await openHistory(page)
  await expect(history(page)).toContainText('No revisions yet')
  await keepAs(page, 'As drawn')
  await editBoldly(canvas, { put }, read)
  await expect(canvas.card('pairs')).toHaveCount(0)
  await expect(history(page)).toContainText('1 node added, 1 node removed, 1 node changed')

  await test.step('the difference is drawn: gone, new, changed and moved apart', async () => {
    await revisions(page)
      .filter({ hasText: 'As drawn' })
      .getByRole('button', { name: 'Compare As drawn with the draft' })
      .click()
    await expect(page).toHaveURL(/\?compare=1\.\.draft$/)
    const marked = (node: string) => canvas.card(node).locator('[data-mark]')
    await expect(marked('pairs')).toHaveAttribute('data-mark', 'removed')
    await expect(marked('extra')).toHaveAttribute('data-mark', 'added')
    await expect(marked('guard')).toHaveAttribute('data-mark', 'changed')
    await expect(marked('bars')).toHaveAttribute('data-mark', 'moved')
    await expect(canvas.card('gateway').locator('[data-mark]')).toHaveCount(0)
    const changes = page.getByRole('complementary', { name: 'Changes' })
    await expect(changes).toContainText(/leverage: .* → ?1\.25/i)
    await expect(changes.getByRole('heading', { name: 'Moved only (1)' })).toBeVisible()
    await changes.getByRole('button', { name: /extra/ }).click()
    await expect(canvas.card('extra')).toHaveClass(/selected/)
    await page.keyboard.press('Delete')
    await expect(canvas.card('extra'), 'nothing is edited here').toBeVisible()
  })

  await test.step('its address leads to it, for anyone, and back again by Escape', async () => {
    await page.reload()
    await expect(page.getByRole('status', { name: 'What differs' })).toContainText('1 node changed')
    await page.getByRole('combobox', { name: 'Compare to' }).selectOption('As drawn (1)')
    await expect(page.getByRole('status', { name: 'What differs' })).toHaveText('nothing differs')
    await page.keyboard.press('Escape')
    await expect(page).toHaveURL(new RegExp(`${path}$`))
    await expect(page.getByRole('textbox', { name: 'Name of the topology' })).toBeVisible()
    await page.goto(`${path}?compare=77..draft`)
    await expect(page.getByRole('alert').filter({ hasText: 'There is no revision 77' })).toBeVisible()
    await page.getByRole('button', { name: 'Back to the draft' }).click()
  })

  await test.step('restored, undone, done again', async () => {
    const bold = (await read()).topology
    await openHistory(page)
    await revisions(page).filter({ hasText: 'As drawn' }).getByRole('button', { name: 'Restore As drawn' }).click()
    await expect(canvas.card('pairs')).toBeVisible()
    await canvas.saved()
    expect((await read()).topology).toEqual(original)
    await expect(revisions(page).first()).toContainText('before another was restored')
    await page.getByRole('button', { name: 'Undo', exact: true }).first().click()
    await expect(canvas.card('extra')).toBeVisible()
    await canvas.saved()
    expect((await read()).topology).toEqual(bold)
  })

  await test.step('named and renamed by keyboard alone', async () => {
    const newest = revisions(page).first()
    await newest.getByRole('button', { name: /^Rename/ }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.type('The bold one')
    await page.keyboard.press('Enter')
    await expect(revisions(page).first()).toContainText('The bold one')
  })
})
