import { readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import type { Topology } from '../engine/sdk'
import { type Api, expectKept, fillNames, orderNames, type TopologyDetail } from './support/api'
import { type Canvas, chooseTemplate, noteOf } from './support/canvas'
import { childOf, descendantsOf, expectGone, isAlive, killHard, launcherOf } from './support/processes'
import { HOME, test } from './support/test'

const PAIR = ['bars', 'spread', 'pairs', 'guard', 'gateway'] as const
const RECONNECTED_MS_MAX = 60_000
const RATE = /\d[\d.,]*[kM]?\/s/

interface Tour {
  readonly page: Page
  readonly api: Api
  readonly canvas: Canvas
  readonly topologyId: string
}

/** What the one button that starts and stops says; runs in the page. */
const startOrStop = () => {
  const all = [...document.querySelectorAll('button')].map((one) => one.textContent ?? '')
  return all.find((text) => /^(Start|Starting…|Stop|Stopping…)$/.test(text)) ?? ''
}

/** Waits until a replay has traded at least so often. */
async function traded({ api, topologyId }: Tour, fills: number): Promise<void> {
  await expect
    .poll(async () => (await api.running(topologyId)).fills.length, { message: 'fills' })
    .toBeGreaterThanOrEqual(fills)
}

async function backtest({ page }: Tour): Promise<void> {
  const progress = await noteOf(page, () =>
    document.querySelector('[role="progressbar"][aria-label="Backtest progress"]') ? 'under way' : 'at rest',
  )
  await page.getByRole('button', { name: 'Backtest', exact: true }).click()
  const result = page.getByTestId('backtest-result')
  await expect(result).toBeVisible()
  await expect(page.getByRole('button', { name: 'Backtest', exact: true })).toBeEnabled()
  expect(await progress(), 'without a moment between in which another is offered').toEqual([
    'at rest',
    'under way',
    'at rest',
  ])
  for (const name of ['Total return', 'Sharpe', 'Max drawdown', 'Trades'])
    await expect(result.getByText(name, { exact: true })).toBeVisible()
  await expect(result.locator('[data-statistic="trades"]')).toHaveText(/^[1-9]\d*$/)
  await expect(
    result.getByRole('img', { name: 'Equity and drawdown over time' }).locator('.recharts-area'),
  ).toHaveCount(2)
  await expect(result.getByRole('table').getByRole('row').nth(1)).toBeVisible()
  await result.getByRole('link', { name: 'Open the full report' }).click()
  await page.waitForURL(/\/runs\/[^/]+$/)
  await expect(page.getByRole('heading', { name: 'Pair trade' })).toBeVisible()
  for (const name of ['Equity and drawdown', 'Statistics', 'Trades', 'By node', 'Files'])
    await expect(page.getByRole('heading', { name })).toBeVisible()
  await expect(page.getByRole('link', { name: /report\.json/ })).toBeVisible()
  await page.getByRole('link', { name: 'Open the canvas' }).click()
  await page.waitForURL(/\/t\/[^/]+$/)
}

async function start(tour: Tour): Promise<void> {
  const { page, canvas } = tour
  await page.getByLabel('Replay speed').selectOption('1000×')
  const words = await noteOf(page, startOrStop)
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(canvas.deploymentState()).toHaveText('Running')
  expect(await words()).toEqual(['Start', 'Starting…', 'Stop'])
  for (const id of PAIR) await expect(canvas.strip(id)).toContainText('Running')
  await expect
    .poll(async () => (await canvas.figures('gateway')).figures, { message: 'what the gateway card shows' })
    .toMatchObject({
      CPU: expect.stringMatching(/^\d+%$/),
      Memory: expect.stringMatching(/^\d+ MB$/),
      'Events/s': expect.stringMatching(/^[\d.]*[1-9][\d.]*k?$/),
      'P&L': expect.stringMatching(/^[+−]?[\d,]+\.\d\d$/),
    })
  for (const id of PAIR) {
    const { head, pid, figures } = await canvas.figures(id)
    expect(head).toMatch(/^Running\b/)
    expect(pid && isAlive(pid), `pid of ${id}`).toBe(true)
    expect(Object.keys(figures)).toEqual(expect.arrayContaining(['CPU', 'Memory', 'Events/s']))
    await expect(canvas.strip(id).getByTitle('Time since the last heartbeat')).toHaveText(/^[\d.]+ s$/)
  }
  await page.getByRole('group', { name: 'Link from bars.market to spread.market' }).focus()
  await expect(page.getByRole('tooltip')).toContainText(RATE)
  await expect(page.getByRole('img', { name: 'Equity and drawdown over time' }).locator('.recharts-area')).toHaveCount(
    2,
  )
  await traded(tour, 2)
  for (const name of ['Orders', 'Fills']) {
    const rows = (await canvas.openTab(name)).getByRole('row')
    await expect(rows.filter({ hasText: 'pairs' }).first()).toBeVisible()
  }
  await expect((await canvas.openTab('Positions')).getByRole('row').filter({ hasText: 'SIM' }).first()).toBeVisible()
}

async function stopAndStartOneNode({ canvas }: Tour): Promise<void> {
  const before = await canvas.pids(PAIR)
  const words = await canvas.watchStates('spread')
  await canvas.chooseFromMenu('spread', 'Spread z-score', 'Stop this node')
  await expect(canvas.strip('spread')).toContainText('Stopped')
  await expect(canvas.strip('spread')).not.toContainText('pid')
  await expectGone([before.spread ?? 0])
  await canvas.chooseFromMenu('spread', 'Spread z-score', 'Start this node')
  await expect(canvas.strip('spread')).toContainText('Running')
  expect((await words()).words).toEqual(expect.arrayContaining(['Running', 'Stop requested', 'Stopped', 'Starting']))
  const after = await canvas.pids(PAIR)
  expect(after).toEqual({ ...before, spread: expect.any(Number) })
  expect(after.spread).not.toBe(before.spread)
}

async function addStrategyAndApply({ page, canvas }: Tour): Promise<void> {
  const before = await canvas.pids(PAIR)
  await page.getByRole('button', { name: 'Collapse the dock' }).click()
  await page.getByRole('button', { name: 'Fit view' }).click()
  const bars = await canvas.card('bars').boundingBox()
  const pairs = await canvas.card('pairs').boundingBox()
  if (!bars || !pairs) throw new Error('the cards are not on the canvas')
  await canvas.dragKind('EMA', { x: bars.x + 300, y: bars.y + bars.height + 100 })
  await canvas.dragKind('EMA Cross', { x: pairs.x + 160, y: bars.y + bars.height + 120 })
  await expect(canvas.card('ema')).toBeVisible()
  await expect(canvas.card('ema-cross')).toBeVisible()
  await canvas.drawLink(canvas.port('bars', 'Output', 'Market'), canvas.port('ema', 'Input', 'Market'))
  await canvas.drawLink(canvas.port('ema', 'Output', 'EMA'), canvas.port('ema-cross', 'Input', 'Slow line'))
  await canvas.drawLink(canvas.port('bars', 'Output', 'Market'), canvas.port('ema-cross', 'Input', 'Market'))
  await canvas.drawLink(canvas.port('ema-cross', 'Output', 'Intents'), canvas.port('guard', 'Input', 'Intents'))
  await canvas.card('ema').getByText('EMA', { exact: true }).first().click()
  const period = page.getByRole('spinbutton', { name: 'Period' })
  await period.fill('50')
  await expect(canvas.card('ema')).toContainText('New')
  await expect(canvas.card('ema-cross')).toContainText('New')
  await canvas.saved()

  const apply = page.getByRole('button', { name: 'Apply 6 differences' })
  await apply.click()
  const plan = page.getByRole('dialog', { name: 'Apply plan' })
  await expect(plan).toContainText('StartsEMA, EMA Cross')
  await expect(plan).toContainText('Untouched5 nodes run on')
  await plan.getByRole('button', { name: 'Apply now' }).click()
  await expect(apply).toHaveCount(0)
  for (const id of ['ema', 'ema-cross']) await expect(canvas.strip(id)).toContainText('Running')
  expect(await canvas.pids(PAIR)).toEqual(before)
}

async function addByHttp({ api, canvas, topologyId }: Tour): Promise<void> {
  const ids = [...PAIR, 'ema', 'ema-cross']
  const before = await canvas.pids(ids)
  const added = await api.post<{ start: string[]; stop: string[]; restart: string[] }>('/topology/node/add', {
    node: { id: 'fast', kind: 'feature.ema', label: 'Fast EMA', params: { period: 10 } },
    links: [{ from: 'bars.market', to: 'fast.market' }],
  })
  expect(added).toMatchObject({ start: ['fast'], stop: [], restart: [] })
  await expect.poll(async () => (await api.running(topologyId)).pids).toMatchObject({ fast: expect.any(Number) })
  await api.post('/topology/link', { from: 'fast.ema', to: 'ema-cross.fast' })
  const now = await api.running(topologyId)
  expect((now.topology as Topology).links).toContainEqual({ from: 'fast.ema', to: 'ema-cross.fast' })
  expect(now.pids).toMatchObject(before)
  await expect(canvas.card('fast')).toContainText('Fast EMA')
  await expect(canvas.strip('fast')).toContainText('Running')
  await expect(canvas.page.getByRole('button', { name: /^Apply \d/ })).toHaveCount(0)
}

async function killAHost(tour: Tour, id: string): Promise<void> {
  const { api, canvas, topologyId } = tour
  const before = await api.running(topologyId)
  const { pid } = await canvas.figures(id)
  if (pid === null) throw new Error(`${id} shows no pid`)
  const states = await canvas.watchStates(id)
  killHard(pid)
  await expect.poll(async () => (await canvas.figures(id)).restarts).toBe(1)
  await expect(canvas.strip(id)).toContainText('Running')
  const seen = await states()
  expect(seen.words).toContain('Crashed')
  expect(seen.wasRed).toBe(true)
  const now = await canvas.figures(id)
  expect(now.pid).not.toBe(pid)
  await traded(tour, before.fills.length + 2)
  const after = await api.running(topologyId)
  expectKept(fillNames(before), fillNames(after))
  expectKept(orderNames(before), orderNames(after))
  expect(after.pids).toEqual({ ...before.pids, [id]: now.pid })
}

async function killTheServer(tour: Tour): Promise<void> {
  const { page, api, canvas, topologyId } = tour
  const before = await api.running(topologyId)
  const launcher = launcherOf(HOME)
  const server = childOf(launcher, 'server')
  if (server === undefined) throw new Error('the launcher has no server')
  killHard(server)
  await expect(page.getByText('The connection to the server is lost')).toBeVisible()
  for (const pid of Object.values(before.pids)) expect(isAlive(pid)).toBe(true)
  await expect(page.getByText('The connection to the server is lost')).toBeHidden({ timeout: RECONNECTED_MS_MAX })
  expect(childOf(launcher, 'server')).not.toBe(server)
  await expect(canvas.deploymentState()).toHaveText('Running')
  await expect.poll(async () => (await api.running(topologyId)).pids).toEqual(before.pids)
  const after = await api.running(topologyId)
  expect(after.deployment.id).toBe(before.deployment.id)
  expect(after.deployment.progress.step).toBeGreaterThan(before.deployment.progress.step)
  expectKept(fillNames(before), fillNames(after))
  await expect.poll(() => canvas.pids(Object.keys(before.pids))).toEqual(before.pids)
}

async function stopAll({ page, api, canvas, topologyId }: Tour): Promise<void> {
  const { pids } = await api.running(topologyId)
  const words = await noteOf(page, startOrStop)
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(canvas.deploymentState()).toHaveText('Stopped')
  expect(await words()).toEqual(['Stop', 'Stopping…', 'Start'])
  await expectGone(Object.values(pids))
}

async function share({ page }: Tour): Promise<string> {
  await page.getByRole('button', { name: 'Share' }).click()
  const dialog = page.getByRole('dialog', { name: 'Share' })
  await expect(dialog.getByLabel('With the results of the last run')).toBeChecked()
  await dialog.getByRole('button', { name: 'Create link' }).click()
  const link = await dialog.getByRole('textbox', { name: 'Link' }).inputValue()
  expect(link).toMatch(/\/s\/[\w-]{43}$/)
  await page.keyboard.press('Escape')
  return link
}

/** Somebody else, without a session: reads, may not fork; forks once signed in; reads no more once revoked. */
async function visit({ page }: Tour, visitor: Page, link: string): Promise<void> {
  await visitor.goto(link)
  await expect(visitor.getByText('Read only')).toBeVisible()
  for (const id of PAIR) await expect(visitor.getByTestId(`rf__node-${id}`)).toBeVisible()
  const results = visitor.getByRole('region', { name: 'Results' })
  await expect(results.locator('[data-statistic="trades"]')).toHaveText(/^[1-9]\d*$/)
  await expect(
    results.getByRole('img', { name: 'Equity and drawdown over time' }).locator('.recharts-area'),
  ).toHaveCount(2)
  await visitor.getByTestId('rf__node-guard').click()
  await expect(visitor.getByRole('spinbutton').first()).toBeDisabled()
  await visitor.getByRole('button', { name: 'Fork' }).click()
  await expect(visitor.getByRole('alert').filter({ hasText: 'sign in first' })).toBeVisible()
  await visitor.context().addCookies(await page.context().cookies())
  await visitor.getByRole('button', { name: 'Fork' }).click()
  await visitor.waitForURL(/\/t\/[^/]+$/)
  await expect(visitor.getByTestId('rf__node-ema-cross')).toBeVisible()
  expect(visitor.url()).not.toBe(page.url())
  await expect(visitor.getByRole('button', { name: 'Start', exact: true })).toBeEnabled()
}

async function revoke({ page }: Tour, visitor: Page, link: string): Promise<void> {
  await page.getByRole('button', { name: 'Share' }).click()
  const links = page.getByRole('list', { name: 'Links' })
  await links.getByRole('button', { name: 'Revoke' }).click()
  await expect(links).toContainText('Revoked')
  await page.keyboard.press('Escape')
  await visitor.context().clearCookies()
  const answer = await visitor.goto(link)
  expect(answer?.status()).toBe(404)
  await expect(visitor.getByRole('heading', { name: 'Nothing behind this link' })).toBeVisible()
  await expect(visitor.getByTestId('rf__node-bars')).toHaveCount(0)
}

async function exportAndImport({ page, api, topologyId }: Tour): Promise<void> {
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export' }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/\.topology\.json$/)
  const path = await file.path()
  const exported = JSON.parse(readFileSync(path, 'utf8')) as Topology
  expect(exported.format).toBe('patchbay.topology/1')
  await page.getByRole('link', { name: 'All topologies' }).click()
  await expect(page.getByRole('heading', { name: 'Templates' })).toBeVisible()
  await page.getByLabel('Topology file').setInputFiles(path)
  await page.waitForURL(/\/t\/[^/]+$/)
  const imported = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  expect(imported).not.toBe(topologyId)
  const { topology } = await api.get<TopologyDetail>(`/api/topologies/${imported}`)
  expect(topology).toEqual(exported)
}

test('from the gallery to a pair trade that runs, changes, survives and is shared', async ({ page, api, browser }) => {
  test.setTimeout(240_000)
  await page.goto('/')
  const templates = page.getByRole('list', { name: 'Templates' })
  // The cards alone: each has a list of tags in it.
  const cards = templates.locator('> li')
  await expect(cards.first()).toBeVisible()
  for (const one of await cards.all()) {
    await expect(one.locator('svg rect').nth(1)).toBeVisible()
    await expect(one.locator('svg path').first()).toBeVisible()
  }
  const before = (await api.get<unknown[]>('/api/topologies')).length
  // A run that is gone through stays open for a while after its page has gone: none of this tour's doing.
  const already = new Set(descendantsOf(launcherOf(HOME)).map(({ pid }) => pid))
  const canvas = await chooseTemplate(page, 'Pair trade')
  const tour: Tour = { page, api, canvas, topologyId: new URL(page.url()).pathname.split('/').at(-1) ?? '' }
  for (const id of PAIR) await expect(canvas.card(id)).toBeVisible()

  await test.step('backtest', () => backtest(tour))
  await test.step('start', () => start(tour))
  await test.step('stop and start one node', () => stopAndStartOneNode(tour))
  await test.step('add a strategy and apply', () => addStrategyAndApply(tour))
  await test.step('add a node and a link over HTTP', () => addByHttp(tour))
  await test.step('kill -9 a strategy', () => killAHost(tour, 'pairs'))
  await test.step('kill -9 the gateway', () => killAHost(tour, 'gateway'))
  await test.step('kill -9 the web server', () => killTheServer(tour))
  await test.step('stop', () => stopAll(tour))
  const link = await test.step('share', () => share(tour))
  const visitor = await (await browser.newContext({ storageState: undefined })).newPage()
  await test.step('a visitor reads and forks', () => visit(tour, visitor, link))
  await test.step('revoke', () => revoke(tour, visitor, link))
  await visitor.context().close()
  await test.step('export and import', () => exportAndImport(tour))
  await page.goto('/')
  // The tour's own, the visitor's fork, and what was imported.
  await expect(page.getByRole('list', { name: 'Your topologies' }).locator('> li')).toHaveCount(before + 3)
  const left = descendantsOf(launcherOf(HOME)).filter(({ pid }) => !already.has(pid))
  const stays = /dist\/(server|supervisor)\.mjs$|^patchbay backtest \(waiting\)$/
  expect(left.map(({ command }) => command).filter((one) => !stays.test(one))).toEqual([])
})
