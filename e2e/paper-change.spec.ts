import { expect } from '@playwright/test'
import type { Topology } from '../engine/sdk'
import type { TopologyDetail } from './support/api'
import { Canvas } from './support/canvas'
import { openBusy } from './support/paper'
import { test } from './support/test'

const PERIOD = /^Period/

test('a paper run is changed while it runs, by hand and by HTTP, and says why it traded', async ({ page, api }) => {
  test.setTimeout(240_000)
  const canvas = new Canvas(page)
  const id = await openBusy(canvas, api)
  const running = () => api.running(id)
  const fills = async () => (await running()).fills.length
  await page.getByLabel('Mode', { exact: true }).selectOption('Paper')
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(canvas.deploymentState()).toHaveText('Running')
  await expect.poll(fills, { timeout: 40_000 }).toBeGreaterThan(1)
  const before = await running()

  await test.step('a parameter: one process is another, warmed; the rest trades on', async () => {
    await canvas.card('slow').click()
    await page.getByRole('spinbutton', { name: PERIOD }).fill('4')
    await page.keyboard.press('Tab')
    const apply = page.getByRole('button', { name: 'Apply 1 difference' })
    await apply.focus()
    await page.keyboard.press('Enter')
    const plan = page.getByRole('dialog', { name: 'Apply plan' })
    await expect(plan).toContainText('4 steps, warmed before it is switched in')
    await expect(plan).toContainText('5 nodes run on')
    await plan.getByRole('button', { name: 'Apply now' }).click()
    await expect(page.getByText('Applied to what runs')).toBeVisible({ timeout: 40_000 })
    await expect.poll(async () => (await running()).pids.slow).not.toBe(before.pids.slow)
    const after = await running()
    for (const node of ['market', 'cross', 'first', 'second', 'paper']) expect(after.pids[node]).toBe(before.pids[node])
    expect(after.deployment).toMatchObject({ mode: 'paper', state: 'running', revision: 2, changes: 1 })
    expect(after.nodes.find(({ node }) => node === 'slow')?.ready, 'warmed: no ticks are waited for').toBe(true)
  })

  await test.step('a node comes with its link, and goes, by HTTP', async () => {
    const { id: deploymentId } = before.deployment
    const node = { id: 'other', kind: 'feature.ema', params: { period: 5, instruments: ['SIMA'] } }
    const links = [{ from: 'market.market', to: 'other.market' }]
    await api.post('/topology/node/add', { deploymentId, node, links })
    const said = async () => (await running()).nodes.find((one) => one.node === 'other')?.eventsOut ?? 0
    await expect.poll(said, { timeout: 40_000 }).toBeGreaterThan(0)
    await expect(canvas.card('other')).toBeVisible()
    await api.post('/topology/node/remove', { deploymentId, nodeId: 'other' })
    const { deployment, pids } = await running()
    expect(deployment).toMatchObject({ mode: 'paper', state: 'running', changes: 3 })
    expect(Object.keys(pids)).not.toContain('other')
    expect(pids.cross).toBe(before.pids.cross)
  })

  await test.step('an order leads back to the ticks', async () => {
    const sofar = await fills()
    await expect.poll(fills, { timeout: 40_000 }).toBeGreaterThan(sofar)
    const orders = await canvas.openTab('Orders')
    // The rows move on as it trades: by keyboard, one stays under the finger.
    const name = await orders
      .getByRole('button', { name: /^Why cross-\d+$/ })
      .nth(3)
      .getAttribute('aria-label')
    await orders.getByRole('button', { name: name ?? '', exact: true }).press('Enter')
    const panel = page.getByRole('complementary', { name: 'Why' })
    const section = (name: string) => panel.getByRole('list', { name, exact: true })
    await expect(section('What became of it')).toContainText(/cross-\d+ filled: (buy|sell) 10 SIMA at/, {
      timeout: 40_000,
    })
    await expect(section('Sent on by').getByRole('list', { name: 'Checks of second' })).toBeVisible()
    await expect(section('Wanted by')).toContainText(/(buy|sell) 10 SIMA market/)
    await expect(section('Because of')).toContainText(/SIMA: ema [\d.]+/)
    await expect(section('Out of the data')).toContainText(/SIMA (quote|trade)/)
    await expect(panel).not.toContainText('step ')
    await expect(panel.getByRole('button', { name: 'Debug from here' })).toHaveCount(0)
    for (const node of ['market', 'slow', 'cross', 'first', 'second', 'paper'])
      await expect(canvas.card(node).locator('[data-glow="path"]')).toHaveCount(1)
  })

  await test.step('one click goes back to what ran before', async () => {
    await page.getByRole('button', { name: /^Roll back to revision/ }).click()
    await expect(page.getByText(/^Revision \d+ runs again; the draft stays as it is$/)).toBeVisible({ timeout: 40_000 })
    const { deployment, pids } = await running()
    expect(deployment).toMatchObject({ mode: 'paper', state: 'running' })
    expect(pids.cross).toBe(before.pids.cross)
    const { topology } = await api.get<TopologyDetail>(`/api/topologies/${id}`)
    expect((topology as Topology).nodes.find((one) => one.id === 'slow')?.params.period).toBe(4)
  })
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(canvas.deploymentState()).toHaveText('Stopped')
})
