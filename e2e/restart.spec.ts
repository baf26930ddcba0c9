import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import type { DeploymentInfo, DeploymentSnapshot } from '../engine/sdk'
import { type Api, expectKept, fillNames, orderNames, type TopologyDetail } from './support/api'
import { Canvas } from './support/canvas'
import { freePort, OwnServer } from './support/own-server'
import { childOf, descendantsOf, expectGone, killHard } from './support/processes'
import { test } from './support/test'

const PAIR = ['bars', 'spread', 'pairs', 'guard', 'gateway']
const FINISHED_MS_MAX = 60_000

test.describe.configure({ mode: 'serial', timeout: 180_000 })
test.use({ storageState: { cookies: [], origins: [] } })

let home: string
let port: number
let server: OwnServer
let api: Api
let topologyId: string
let before: DeploymentSnapshot & { pids: Record<string, number> }

const running = () => api.running(topologyId)

/** Everything runs, and trades on. */
async function tradesOn(from: number): Promise<void> {
  await expect
    .poll(async () => Object.keys((await running()).pids).sort(), { message: 'hosts' })
    .toEqual(PAIR.toSorted())
  await expect.poll(async () => (await running()).fills.length, { message: 'fills' }).toBeGreaterThan(from)
}

/** The same run, with all it had done, by other processes. */
async function isTheSameRun(): Promise<void> {
  await tradesOn(before.fills.length)
  const after = await running()
  expect(after.deployment.id).toBe(before.deployment.id)
  expect(after.deployment.error).toBeNull()
  expectKept(fillNames(before), fillNames(after))
  expectKept(orderNames(before), orderNames(after))
  for (const id of PAIR) expect(after.pids[id]).not.toBe(before.pids[id])
}

async function startAgain(): Promise<void> {
  server = await OwnServer.start(home, port)
  api = await server.api()
}

test.beforeAll(async ({ browserName: _ }, info) => {
  home = join(info.project.outputDir, 'restart-home')
  rmSync(home, { recursive: true, force: true })
  port = await freePort()
  await startAgain()
  topologyId = (await api.post<TopologyDetail>('/api/topologies', { template: 'pair-trade' })).id
  await api.post(`/api/topologies/${topologyId}/start`, { mode: 'replay', speed: 2_000, seed: 1 })
  await tradesOn(1)
})

test.afterAll(() => {
  for (const pid of [server.pid, ...descendantsOf(server.pid).map((one) => one.pid)])
    try {
      killHard(pid)
    } catch {
      // It had ended already.
    }
})

test('Ctrl-C stops everything; the next start brings back what was running', async ({ page }) => {
  before = await running()
  const all = descendantsOf(server.pid)
  expect(all.length).toBeGreaterThanOrEqual(PAIR.length + 2)
  server.kill('SIGINT')
  expect(await server.ended).toBe(0)
  await expectGone(all.map(({ pid }) => pid))

  await startAgain()
  await isTheSameRun()
  await page.goto(server.signInUrl)
  await page.getByRole('link', { name: 'Pair trade' }).click()
  const canvas = new Canvas(page)
  for (const id of PAIR) await expect(canvas.strip(id)).toContainText('Running')
  await expect(canvas.deploymentState()).toHaveText('Running')
})

test('after kill -9 of the supervisor the same run goes on, and no process of before is left', async () => {
  before = await running()
  const supervisor = childOf(server.pid, 'supervisor')
  if (supervisor === undefined) throw new Error('the launcher has no supervisor')
  killHard(supervisor)
  await expectGone([supervisor, ...Object.values(before.pids)])
  await isTheSameRun()
  expect(childOf(server.pid, 'supervisor')).not.toBe(supervisor)
})

test('after kill -9 of the launcher no process is left; the next start goes on', async () => {
  before = await running()
  const all = descendantsOf(server.pid).map(({ pid }) => pid)
  killHard(server.pid)
  await expectGone([server.pid, ...all])
  await startAgain()
  await isTheSameRun()
})

test('what has been killed in the middle ends with the very orders and fills of a backtest', async () => {
  const { deployment, pids } = await running()
  killHard(pids.gateway ?? 0)
  await api.post(`/api/deployments/${deployment.id}/speed`, { speed: null })
  const backtest = await api.post<DeploymentInfo>(`/api/topologies/${topologyId}/start`, { mode: 'backtest', seed: 1 })
  for (const { id } of [deployment, backtest])
    await expect
      .poll(async () => (await api.get<DeploymentSnapshot>(`/api/deployments/${id}`)).deployment.state, {
        timeout: FINISHED_MS_MAX,
      })
      .toBe('finished')
  for (const name of ['orders.jsonl', 'fills.jsonl', 'trades.csv']) {
    const replayed = server.runFile(deployment.id, name)
    expect(replayed.split('\n').length).toBeGreaterThan(10)
    expect(replayed, name).toBe(server.runFile(backtest.id, name))
  }
})
