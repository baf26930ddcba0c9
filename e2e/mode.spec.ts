import { expect } from '@playwright/test'
import { Canvas, noteOf, openTemplate } from './support/canvas'
import { openBusy } from './support/paper'
import { descendantsOf, killHard, launcherOf } from './support/processes'
import { HOME, test } from './support/test'

test('the mode is what the gateway acknowledges, from the start of Paper to a crash and back', async ({
  page,
  api,
}) => {
  const canvas = new Canvas(page)
  const id = await openBusy(canvas, api)
  const mode = page.getByRole('status', { name: 'Mode acknowledged' })
  const frame = page.locator('[data-mode]')
  await expect(mode).toHaveText('DRAFT')
  await expect(frame).toHaveCount(0)

  await page.getByLabel('Mode', { exact: true }).selectOption('Paper')
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(mode).toHaveText('PAPER')
  await expect(frame).toHaveAttribute('data-mode', 'paper')
  await expect(mode).toHaveAttribute('title', /^Acknowledged by paper\./)
  await expect(page.getByRole('img', { name: 'Last heartbeat', exact: true })).toHaveText(/^[0-3] s$/)
  await expect(page.getByLabel('Mode', { exact: true })).toBeDisabled()

  const list = await api.get<{ id: string }[]>(`/api/deployments?topologyId=${id}`)
  const { pids } = await api.get<{ pids: Record<string, number> }>(`/api/deployments/${list[0]?.id}`)
  const titles = descendantsOf(launcherOf(HOME)).map(({ command }) => command)
  for (const node of Object.keys(pids)) expect(titles).toContainEqual(expect.stringMatching(`^patchbay paper ${node}`))

  const told = await noteOf(page, () => {
    const words = document.querySelector('[role="status"][aria-label="Mode acknowledged"]')?.textContent
    return `${words}, ${document.querySelector('[data-mode]')?.getAttribute('data-mode')}`
  })
  killHard(pids.paper ?? 0)
  await expect.poll(told).toEqual(['PAPER, paper', 'PAPER REQUESTED, requested', 'PAPER, paper'])

  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(mode).toHaveText('PAPER ENDED')
  await expect(frame).toHaveCount(0)
})

test('recorded data is refused as paper, and runs start with the seed that was chosen', async ({ page }) => {
  const canvas = await openTemplate(page, 'Pair trade')
  await canvas.saved()
  await page.getByLabel('Mode', { exact: true }).selectOption('Paper')
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(page.getByText(/recorded data only/).first()).toBeVisible()

  await page.getByRole('button', { name: 'Seed of new runs: 1' }).click()
  await page.getByLabel('Seed of new runs', { exact: true }).fill('42')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Seed of new runs: 42' })).toBeFocused()
  const asked = page.waitForRequest((request) => request.url().includes('deployments.start'))
  await page.getByRole('button', { name: 'Backtest' }).click()
  expect((await asked).postData()).toContain('"seed":42')
})
