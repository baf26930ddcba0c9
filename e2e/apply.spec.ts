import { expect } from '@playwright/test'
import type { Topology } from '../engine/sdk'
import type { TopologyDetail } from './support/api'
import { openTemplate } from './support/canvas'
import { test } from './support/test'

const NODES = ['bars', 'spread', 'pairs', 'guard', 'gateway'] as const
const windowOf = ({ nodes }: Topology) => nodes.find(({ id }) => id === 'spread')?.params.window

test('a change is planned, warmed, made, and taken back; what is only moved disturbs nothing', async ({
  page,
  api,
}) => {
  const canvas = await openTemplate(page, 'Pair trade')
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  const running = async () => {
    const snapshot = await api.running(id)
    return { ...snapshot, drawing: snapshot.topology as Topology }
  }
  await page.getByRole('combobox', { name: 'Replay speed' }).selectOption('1000×')
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(canvas.deploymentState()).toHaveText('Running')
  await expect.poll(async () => (await running()).deployment.progress.step).toBeGreaterThan(100)
  const before = await running()

  await test.step('moving a card changes nothing that runs', async () => {
    const card = canvas.card('spread')
    const was = await card.boundingBox()
    await card.getByText('Spread z-score').hover()
    await page.mouse.down()
    await page.mouse.move((was?.x ?? 0) + 160, (was?.y ?? 0) + 150, { steps: 5 })
    await page.mouse.up()
    await canvas.saved()
    await expect(page.getByRole('button', { name: /^Apply \d/ })).toHaveCount(0)
    expect((await running()).pids).toEqual(before.pids)
  })

  await test.step('the plan says what starts, what is warmed and what keeps its state', async () => {
    await canvas.card('spread').getByText('Spread z-score').click()
    await page.getByRole('spinbutton', { name: 'Window', exact: true }).fill('90')
    await page.keyboard.press('Tab')
    const apply = page.getByRole('button', { name: 'Apply 1 difference' })
    await apply.focus()
    await page.keyboard.press('Enter')
    const plan = page.getByRole('dialog', { name: 'Apply plan' })
    await expect(plan).toContainText('Starts anewSpread z-score')
    await expect(plan).toContainText('Spread z-score: looks back 90 steps, warmed before it is switched in')
    await expect(plan).toContainText(/Keeps state.*Pairs/)
    await expect(plan).toContainText('4 nodes run on')
    await expect(plan).toContainText('The worst case stays what it is')
    await plan.getByRole('button', { name: 'Apply now' }).click()
    await expect(page.getByText('Applied to what runs')).toBeVisible()
  })

  await test.step('one process is another, ready at once; the others are the same', async () => {
    await expect.poll(async () => (await running()).pids.spread).not.toBe(before.pids.spread)
    await expect.poll(async () => windowOf((await running()).drawing)).toBe(90)
    const after = await running()
    for (const node of NODES.filter((one) => one !== 'spread')) expect(after.pids[node]).toBe(before.pids[node])
    expect(after.deployment).toMatchObject({ revision: 2, revisionBefore: 1 })
    const figures = after.nodes.find(({ node }) => node === 'spread')
    expect(figures?.ready, 'warmed: no bars are waited for').toBe(true)
    await expect(page.getByRole('button', { name: /^Apply \d/ })).toHaveCount(0)
  })

  await test.step('one click goes back; the draft stays', async () => {
    await page.getByRole('button', { name: 'Roll back to revision 1' }).click()
    await expect(page.getByText('Revision 1 runs again; the draft stays as it is')).toBeVisible()
    const after = await running()
    expect(windowOf(after.drawing)).toBe(60)
    expect(after.deployment).toMatchObject({ revision: 1, revisionBefore: 2 })
    expect(after.pids.pairs).toBe(before.pids.pairs)
    expect(windowOf((await api.get<TopologyDetail>(`/api/topologies/${id}`)).topology)).toBe(90)
    await expect(page.getByRole('button', { name: 'Apply 1 difference' })).toBeVisible()
  })

  await test.step('the plan leads to the difference on the canvas', async () => {
    await page.getByRole('button', { name: 'Apply 1 difference' }).click()
    await page.getByRole('button', { name: 'See it on the canvas' }).click()
    await expect(page).toHaveURL(/\?compare=live\.\.draft$/)
    await expect(canvas.card('spread').locator('[data-mark="changed"]')).toBeVisible()
    await page.keyboard.press('Escape')
  })

  await test.step('a drawing that cannot run is not applied, and it is said why', async () => {
    await canvas.card('guard').getByText('Risk guard').click()
    await page.keyboard.press('Delete')
    await page.getByRole('button', { name: /^Apply \d/ }).click()
    const plan = page.getByRole('dialog', { name: 'Apply plan' })
    await expect(plan.getByRole('alert')).toContainText('Nothing can be applied yet')
    await expect(plan.getByRole('button', { name: 'Apply now' })).toBeDisabled()
  })
})
