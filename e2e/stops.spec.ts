import { expect, type Page } from '@playwright/test'
import type { DeploymentSnapshot } from '../engine/sdk'
import type { Api } from './support/api'
import { Canvas } from './support/canvas'
import { openBusy } from './support/paper'
import { killHard } from './support/processes'
import { test } from './support/test'

type Snapshot = DeploymentSnapshot & { pids: Record<string, number> }

const stop = (page: Page) => page.getByRole('status', { name: 'Stop' })
const deniedBy = ({ nodes }: Snapshot, reason: string) =>
  nodes.find(({ node }) => node === 'first')?.blocked[reason] ?? 0
const held = ({ positions }: Snapshot) => positions.filter(({ quantity }) => quantity !== 0).length

/** Runs the busy drawing as paper, trading. @returns how to look at it. */
async function trading(page: Page, api: Api): Promise<() => Promise<Snapshot>> {
  const id = await openBusy(new Canvas(page), api)
  const started = await api.post<{ id: string }>(`/api/topologies/${id}/start`, { mode: 'paper', seed: 1 })
  const look = () => api.get<Snapshot>(`/api/deployments/${started.id}`)
  await page.reload()
  await expect(stop(page)).toHaveText('Trading')
  await expect.poll(async () => (await look()).fills.length).toBeGreaterThan(0)
  return look
}

async function choose(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('button', { name: 'Stops', exact: true }).click()
  await page.getByRole('menuitem', { name }).click()
}

test('four stops by mouse and keyboard, each requested and confirmed apart', async ({ page, api }) => {
  const look = await trading(page, api)
  const denies = (reason: string) => expect.poll(async () => deniedBy(await look(), reason)).toBeGreaterThan(0)

  await choose(page, /^Pause signals/)
  await expect(stop(page)).toContainText(
    /Paused.*requested \d\d:\d\d:\d\d.*confirmed 2 of 2 \+[\d.]+ s.*done \+[\d.]+ s/,
  )
  await denies('PAUSED')

  await page.keyboard.press('Alt+h')
  await page.keyboard.press('r')
  await expect(stop(page)).toContainText(/Reduce only.*confirmed 2 of 2.*done/)
  await denies('ONLY_REDUCING')

  await page.keyboard.press('Alt+h')
  await page.keyboard.press('c')
  await expect(stop(page)).toContainText(/Cancel only.*confirmed 2 of 2.*done/)
  await denies('CANCEL_ONLY')

  await stop(page).getByRole('button').click()
  const details = page.getByRole('dialog', { name: 'How far the stop is' })
  await expect(details.getByRole('row')).toHaveCount(3)
  await expect(details.getByRole('row', { name: /^second/ })).toContainText(/\d\d:\d\d:\d\d\.\d{3}/)
  await page.keyboard.press('Escape')

  await page.getByRole('region', { name: 'What runs' }).getByRole('button', { name: 'Resume' }).click()
  await expect(stop(page)).toHaveText('Trading')
  const { fills } = await look()
  await expect.poll(async () => (await look()).fills.length).toBeGreaterThan(fills.length)

  // Flattening takes two steps, by keyboard too; the first can be taken back.
  await page.keyboard.press('Alt+h')
  await page.keyboard.press('f')
  const dialog = page.getByRole('dialog', { name: 'Flatten and halt?' })
  await expect(dialog).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(stop(page)).toHaveText('Trading')
  await page.keyboard.press('Alt+h')
  await page.keyboard.press('f')
  await expect(dialog.getByRole('button', { name: 'Flatten and halt now' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(stop(page)).toContainText(/Flat and halted.*confirmed 2 of 2.*done/)
  await expect.poll(async () => held(await look())).toBe(0)
  await page.getByRole('button', { name: 'Stops', exact: true }).click()
  await expect(page.getByRole('menuitem', { name: /^Pause signals/ })).toBeDisabled()
  await page.getByRole('menuitem', { name: /^Resume trading/ }).click()
  await expect(stop(page)).toHaveText('Trading')
})

test('a stop outlives a guard that is killed, and the kill switch ends it all', async ({ page, api }) => {
  const look = await trading(page, api)
  const { pids } = await look()
  // It hears nothing any more, and then it is gone: between request and confirmation.
  process.kill(pids.first ?? 0, 'SIGSTOP')
  await choose(page, /^Reduce only/)
  await expect(stop(page)).toContainText(/Reduce only requested.*1 of 2 guards, waiting \d+ s/)
  killHard(pids.first ?? 0)
  await expect(stop(page)).toContainText(/Reduce only.*confirmed 2 of 2.*done/)
  expect((await look()).nodes.find(({ node }) => node === 'first')?.restarts).toBe(1)

  await page.getByRole('button', { name: 'Kill switch' }).click()
  await expect(page.getByRole('dialog', { name: 'Halt everything?' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(new Canvas(page).deploymentState()).toHaveText('Stopped')
  expect(held(await look())).toBe(0)
})
