import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClient } from '@libsql/client'
import { expect } from '@playwright/test'
import type { Topology } from '../engine/sdk'
import type { TopologyDetail } from './support/api'
import { type Canvas, openTemplate } from './support/canvas'
import { HOME, test } from './support/test'

const WORDS = 'A gateway accepts only orders that a risk guard has approved'
const REFUSAL = 'A gateway accepts only orders that a risk guard has approved'

/** The pair trade with its intents led past the guard, straight into the gateway. */
function unguarded(topology: Topology): Topology {
  const links = topology.links.filter(({ from }) => from !== 'pairs.intents' && from !== 'guard.orders')
  return { ...topology, links: [...links, { from: 'pairs.intents', to: 'gateway.orders' }] }
}

const topologyIdOf = (canvas: Canvas): string => new URL(canvas.page.url()).pathname.split('/').at(-1) ?? ''

test.describe('a drawing that reaches a gateway without a guard', () => {
  test("can't be drawn", async ({ page, api }) => {
    const canvas = await openTemplate(page, 'Pair trade')
    await canvas.card('guard').getByText('Risk guard').click()
    await page.keyboard.press('Delete')
    await expect(canvas.card('guard')).toHaveCount(0)
    const intents = canvas.port('pairs', 'Output', 'Intents')
    const orders = canvas.port('gateway', 'Input', 'Orders')
    await canvas.beginLink(intents, orders)
    await expect(page.getByText(WORDS).first()).toBeVisible()
    await page.mouse.up()
    await expect(page.getByRole('status').filter({ hasText: `Not linked: ${WORDS}` })).toBeAttached()
    await canvas.saved()
    const { topology } = await api.get<TopologyDetail>(`/api/topologies/${topologyIdOf(canvas)}`)
    expect(topology.links.map(({ to }) => to)).not.toContain('gateway.orders')
  })

  test("can't be imported", async ({ page, api }, info) => {
    const canvas = await openTemplate(page, 'Pair trade')
    const { topology } = await api.get<TopologyDetail>(`/api/topologies/${topologyIdOf(canvas)}`)
    const path = info.outputPath('unguarded.topology.json')
    writeFileSync(path, JSON.stringify(unguarded(topology)))
    await page.goto('/')
    await expect(page.getByRole('list', { name: 'Your topologies' })).toBeVisible()
    const before = (await api.get<unknown[]>('/api/topologies')).length
    await page.getByLabel('Topology file').setInputFiles(path)
    await expect(page.getByText('unguarded.topology.json was not imported')).toBeVisible()
    await expect(page.getByText(REFUSAL)).toBeVisible()
    expect(await api.get<unknown[]>('/api/topologies')).toHaveLength(before)
  })

  test("can't be saved, nor linked while it runs", async ({ page, api }) => {
    const canvas = await openTemplate(page, 'Pair trade')
    const id = topologyIdOf(canvas)
    const { topology, draftRevision } = await api.get<TopologyDetail>(`/api/topologies/${id}`)
    const save = await api.refused('PUT', `/api/topologies/${id}`, { topology: unguarded(topology), draftRevision })
    expect(save.status).toBe(422)
    expect(save.text).toContain(REFUSAL)
    expect((await api.get<TopologyDetail>(`/api/topologies/${id}`)).topology).toEqual(topology)

    await api.post(`/api/topologies/${id}/start`, { mode: 'replay', speed: 60 })
    const link = await api.refused('POST', '/topology/link', { from: 'pairs.intents', to: 'gateway.orders' })
    expect(link.status).toBe(422)
    expect(link.text).toContain(REFUSAL)
    expect(((await api.running(id)).topology as Topology).links).toEqual(topology.links)
  })

  test("can't be started, even where the database holds it already", async ({ page, api }) => {
    const canvas = await openTemplate(page, 'Pair trade')
    const id = topologyIdOf(canvas)
    const { topology } = await api.get<TopologyDetail>(`/api/topologies/${id}`)
    const database = createClient({ url: `file:${join(HOME, 'patchbay.db')}` })
    await database.execute({
      sql: 'UPDATE "Topology" SET "draft" = ? WHERE "id" = ?',
      args: [JSON.stringify(unguarded(topology)), id],
    })
    database.close()
    await page.reload()
    await expect(canvas.page.getByRole('button', { name: /^\d+ problems? of/ }).first()).toBeVisible()
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    await expect(page.getByRole('status').filter({ hasText: 'This topology cannot run' })).toContainText(WORDS)
    await expect((await canvas.openTab('Problems')).getByText(REFUSAL)).toBeVisible()
    for (const mode of ['replay', 'backtest', 'paper']) {
      const start = await api.refused('POST', `/api/topologies/${id}/start`, { mode })
      expect(start.status).toBe(422)
      expect(start.text).toContain(REFUSAL)
    }
    expect(await api.get<unknown[]>(`/api/deployments?topologyId=${id}`)).toEqual([])
  })

  test("can't be run from the command line", async ({ page, api }, info) => {
    const canvas = await openTemplate(page, 'Pair trade')
    const { topology } = await api.get<TopologyDetail>(`/api/topologies/${topologyIdOf(canvas)}`)
    const file = info.outputPath('unguarded.topology.json')
    writeFileSync(file, JSON.stringify(unguarded(topology)))
    for (const command of [
      ['check', file],
      ['backtest', file],
      ['run', file, '--mode', 'replay'],
    ]) {
      const env = { ...process.env, PATCHBAY_HOME: HOME }
      const ended = spawnSync(process.execPath, ['dist/cli.mjs', ...command], { encoding: 'utf8', env })
      expect(ended.status, ended.stdout + ended.stderr).toBe(1)
      expect(ended.stdout + ended.stderr).toContain(REFUSAL)
    }
  })
})
