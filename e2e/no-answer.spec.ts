// What is asked for while the server does not answer, or does not have what is on the screen, is refused in words.
import { expect, type Page } from '@playwright/test'
import type { TopologyDetail } from './support/api'
import { Canvas, openTemplate } from './support/canvas'
import { openBusy } from './support/paper'
import { test } from './support/test'

const said = (page: Page) => page.locator('[role=status].fixed')
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const UNSAVED = 'Not done: your last edits have not reached the server yet'

test('nothing is done with a drawing that is older than the one on the screen', async ({ page, api }) => {
  const canvas = await openTemplate(page, 'Pair trade')
  await canvas.saved()
  await page.getByRole('tab', { name: 'History' }).click()
  const version = page.getByRole('textbox', { name: 'Name of this version' })
  await expect(version).toBeVisible()
  const id = new URL(page.url()).pathname.split('/').at(-1)
  await page.route('**/trpc/**topologies.save**', (route) => route.abort())
  await page.getByRole('textbox', { name: 'Name of the topology' }).fill('Not saved')
  const refuses = async (what: string) =>
    test.step(what, async () => {
      await expect(said(page)).toContainText(UNSAVED)
      await said(page).getByRole('button', { name: 'Dismiss' }).click()
      await expect(said(page)).toBeEmpty()
    })
  for (const name of ['Start', 'Backtest', 'Debug', 'Sweep…', 'Export']) {
    await button(page, name).click()
    await refuses(name)
  }
  await version.fill('Kept')
  await version.press('Enter')
  await refuses('Keep')
  await button(page, 'Share').click()
  await button(page, 'Create link').click()
  await refuses('Share')
  await page.keyboard.press('Escape')
  expect(await api.get<unknown[]>(`/api/deployments?topologyId=${id}`)).toEqual([])
  expect(await api.get<unknown[]>(`/api/topologies/${id}/revisions`)).toEqual([])

  await page.unrouteAll()
  await button(page, 'Offline: kept in this browser').click()
  await canvas.saved()
  await version.press('Enter')
  await expect(said(page)).toContainText('Kept as “Kept” (revision 1)')
  expect((await api.get<TopologyDetail>(`/api/topologies/${id}`)).topology.name).toBe('Not saved')
})

test('a kill switch without an answer says that nothing is known to be halted, until it has one', async ({ page }) => {
  const canvas = await openTemplate(page, 'Pair trade')
  await canvas.saved()
  await page.route('**/trpc/**deployments.kill**', (route) => route.abort())
  await button(page, 'Kill switch').click()
  const dialog = page.getByRole('dialog', { name: 'Halt everything?' })
  await dialog.getByRole('button', { name: 'Halt everything now' }).click()
  await expect(dialog.getByRole('alert')).toContainText('Nothing says that anything has been halted')
  await expect(dialog.getByRole('alert')).toContainText('press Ctrl-C in Patchbay’s terminal')
  await page.unrouteAll()
  await dialog.getByRole('button', { name: 'Halt everything now' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(said(page)).toContainText('Halt requested for everything that runs')
})

test('orders stay where they are under the pointer while more come in', async ({ page, api }) => {
  const canvas = new Canvas(page)
  await openBusy(canvas, api)
  await expect(canvas.card('paper')).toBeVisible()
  await page.getByRole('combobox', { name: 'Mode' }).selectOption('paper')
  await button(page, 'Start').click()
  await canvas.openTab('Orders')
  const ids = page.getByRole('button', { name: /^Why cross-\d+$/ })
  await expect.poll(() => ids.count(), { timeout: 60_000 }).toBeGreaterThan(2)
  await ids.nth(1).hover()
  const before = await ids.allTextContents()
  const waiting = page.getByRole('button', { name: /^\d+ new$/ })
  await expect(waiting).toBeVisible({ timeout: 30_000 })
  expect(await ids.allTextContents()).toEqual(before)
  await waiting.click()
  await expect.poll(async () => (await ids.first().textContent()) !== before[0]).toBe(true)
  await page.getByRole('tab', { name: 'Orders' }).hover()
  await expect(waiting).toHaveCount(0)
})
