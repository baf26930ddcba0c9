import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import type { Api, TopologyDetail } from './support/api'
import { Canvas, openTemplate } from './support/canvas'
import { freePort, OwnServer } from './support/own-server'
import { childOf, descendantsOf, killHard } from './support/processes'
import { test } from './support/test'

const nameField = (page: Page) => page.getByRole('textbox', { name: 'Name of the topology' })
const saveState = (page: Page) => page.getByRole('status', { name: 'Save state' })
const OFFLINE = 'Offline: kept in this browser'
const idOf = (page: Page) => new URL(page.url()).pathname.split('/').at(-1) ?? ''
const draftOf = async (api: Api, id: string) => (await api.get<TopologyDetail>(`/api/topologies/${id}`)).topology

/** No save of this page reaches the server. */
const cutSaves = async (page: Page) => {
  await page.route('**/trpc/**topologies.save**', (route) => route.abort())
  await page.route('**/api/topologies/*', (route) =>
    route.request().method() === 'PUT' ? route.abort() : route.continue(),
  )
}

async function removeGuard(canvas: Canvas): Promise<void> {
  await canvas.card('guard').getByText('Risk guard').click()
  await canvas.page.keyboard.press('Delete')
  await expect(canvas.card('guard')).toHaveCount(0)
}

test('a reload in the middle of an edit', async ({ page, api }) => {
  const canvas = await openTemplate(page, 'Pair trade')
  await cutSaves(page)
  await removeGuard(canvas)
  await nameField(page).fill('Typed just now')
  await expect(saveState(page)).toHaveText(OFFLINE)
  await page.unrouteAll()
  await page.reload()
  await expect(nameField(page)).toHaveValue('Typed just now')
  await expect(canvas.card('guard')).toHaveCount(0)
  await expect(canvas.card('bars')).toBeVisible()
  await canvas.saved()
  const draft = await draftOf(api, idOf(page))
  expect([draft.name, draft.nodes.length]).toEqual(['Typed just now', 4])
})

test('a tab that is closed within the moment before its edit is saved', async ({ page, api, context }) => {
  await openTemplate(page, 'Pair trade')
  const id = idOf(page)
  const tab = await context.newPage()
  await tab.goto(page.url())
  await expect(nameField(tab)).toBeVisible()
  await page.goto('/')
  await nameField(tab).fill('Closed at once')
  await tab.close({ runBeforeUnload: true })
  await expect.poll(async () => (await draftOf(api, id)).name).toBe('Closed at once')
})

test('a tab that crashes; what another browser edited meanwhile stays too', async ({ page, api, context, browser }) => {
  const doomed = await openTemplate(page, 'Pair trade')
  const id = idOf(page)
  // A context of its own is a process of its own, which does not crash with the other.
  const elsewhere = await browser.newContext({ storageState: await context.storageState() })
  const other = new Canvas(await elsewhere.newPage())
  await other.page.goto(page.url())
  await expect(other.card('guard')).toBeVisible()
  await cutSaves(page)
  await removeGuard(doomed)
  await expect(saveState(page)).toHaveText(OFFLINE)
  const devtools = await context.newCDPSession(page)
  const crashed = page.waitForEvent('crash')
  void devtools.send('Page.crash').catch(() => undefined)
  await crashed
  await nameField(other.page).fill('Edited by the other')
  await other.saved()
  const fresh = new Canvas(await context.newPage())
  await fresh.page.goto(`/t/${id}`)
  await expect(nameField(fresh.page)).toHaveValue('Edited by the other')
  await expect(fresh.card('bars')).toBeVisible()
  await expect(fresh.card('guard')).toHaveCount(0)
  await expect.poll(async () => (await draftOf(api, id)).nodes.length).toBe(4)
  await expect(other.card('guard'), 'the page that is open follows').toHaveCount(0)
  await elsewhere.close()
})

test('a connection that is lost and comes back', async ({ page, api, context }) => {
  const canvas = await openTemplate(page, 'Pair trade')
  await expect(canvas.card('guard')).toBeVisible()
  await context.setOffline(true)
  await nameField(page).fill('Without a network')
  await removeGuard(canvas)
  await expect(saveState(page)).toHaveText(OFFLINE)
  await context.setOffline(false)
  await canvas.saved()
  const draft = await draftOf(api, idOf(page))
  expect([draft.name, draft.nodes.length]).toEqual(['Without a network', 4])
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(canvas.card('guard'), 'and the history is there').toBeVisible()
})

test.describe('a server that is killed', () => {
  test.use({ storageState: { cookies: [], origins: [] } })
  let server: OwnServer
  test.beforeAll(async ({ browserName: _ }, info) => {
    const home = join(info.project.outputDir, 'nothing-lost-home')
    rmSync(home, { recursive: true, force: true })
    server = await OwnServer.start(home, await freePort())
  })
  test.afterAll(() => {
    for (const pid of [server.pid, ...descendantsOf(server.pid).map((one) => one.pid)])
      try {
        killHard(pid)
      } catch {
        // It had ended already.
      }
  })

  test('in the middle of an edit: the page goes on and saves when it is back', async ({ page }) => {
    const api = await server.api()
    const { id } = await api.post<TopologyDetail>('/api/topologies', { template: 'pair-trade' })
    await page.goto(server.signInUrl)
    await page.goto(`${server.origin}/t/${id}`)
    const canvas = new Canvas(page)
    await expect(canvas.card('guard')).toBeVisible()
    const web = childOf(server.pid, 'server')
    if (web === undefined) throw new Error('the launcher has no server')
    await nameField(page).fill('Half an ed')
    killHard(web)
    await nameField(page).fill('Half an edit')
    await removeGuard(canvas)
    await expect(saveState(page)).toHaveText(/Saved|Offline/)
    await expect(saveState(page)).toHaveText('Saved')
    const draft = await draftOf(api, id)
    expect([draft.name, draft.nodes.length]).toEqual(['Half an edit', 4])
  })
})
