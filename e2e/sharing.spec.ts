import { join } from 'node:path'
import { createClient } from '@libsql/client'
import { expect, type Page } from '@playwright/test'
import type { TopologyDetail } from './support/api'
import { openTemplate } from './support/canvas'
import { HOME, test } from './support/test'

const topologyIdOf = (page: Page): string => new URL(page.url()).pathname.split('/').at(-1) ?? ''

async function share(page: Page): Promise<{ link: string; said: string }> {
  await page.getByRole('button', { name: 'Share' }).click()
  const dialog = page.getByRole('dialog', { name: 'Share' })
  await dialog.getByRole('button', { name: 'Create link' }).click()
  const link = await dialog.getByRole('textbox', { name: 'Link' }).inputValue()
  const said = (await dialog.textContent()) ?? ''
  await page.keyboard.press('Escape')
  return { link, said }
}

test('a shared drawing carries its proof and what its results rest on, without secrets; a fork shows what differs', async ({
  page,
  api,
  browser,
}) => {
  const canvas = await openTemplate(page, 'Pair trade')
  const id = topologyIdOf(page)
  await page.getByRole('button', { name: 'Backtest', exact: true }).click()
  await expect(page.getByTestId('backtest-result').locator('.recharts-area').first()).toBeVisible()

  // A secret in a param that no kind declares, as a file edited by hand may have it.
  const { topology, draftRevision } = await api.get<TopologyDetail>(`/api/topologies/${id}`)
  const nodes = topology.nodes.map((node) =>
    node.id === 'gateway' ? { ...node, params: { ...node.params, apiKey: 'hush-hush' } } : node,
  )
  const database = createClient({ url: `file:${join(HOME, 'patchbay.db')}` })
  const draft = JSON.stringify({ ...topology, nodes })
  await database.execute({ sql: 'UPDATE "Topology" SET "draft" = ? WHERE "id" = ?', args: [draft, id] })
  database.close()
  expect(draftRevision).toBeGreaterThan(0)
  await page.reload()
  // Whoever presses at once waits until it is known which results there are to be shared.
  await page.route(
    (url) => url.pathname.includes('runs.list'),
    async (route) => {
      await expect(page.getByRole('button', { name: 'Create link' })).toBeDisabled()
      await route.continue()
    },
    { times: 1 },
  )
  const { link, said } = await share(page)
  expect(said).toContain('gateway.apiKey')

  const visitor = await (await browser.newContext({ storageState: undefined })).newPage()
  const heard: Promise<string>[] = []
  visitor.on('response', (response) => {
    if (response.url().includes('/trpc') || response.url().includes('/s/')) heard.push(response.text().catch(() => ''))
  })
  await visitor.goto(link)
  const evidence = visitor.getByRole('region', { name: 'Evidence' })
  await expect(evidence).toContainText(/Graph [0-9a-f]{12}, computed of what is shown here/)
  await expect(evidence).toContainText('Guard proof: the one way into the gateway passes a risk guard.')
  await expect(evidence).toContainText('At most 100,000 USD an order')
  await expect(evidence).toContainText('The results are of this very graph.')
  await expect(evidence).toContainText(/Data [0-9a-f]{12}, [\d,]+ rows of 20\d\d-/)
  await visitor.getByRole('tab', { name: 'Guards and worst case' }).click()
  await expect(visitor.getByRole('region', { name: 'Worst case of Paper account' })).toContainText('Guarded')
  const all = (await Promise.all(heard)).join('')
  expect(all).toContain('startingCash')
  expect(all).not.toContain('hush-hush')

  // Changed since the run: the results are not passed off as those of the new drawing.
  await canvas.card('guard').locator('header').click()
  await page.getByRole('spinbutton', { name: 'Most leverage' }).fill('3')
  await canvas.card('gateway').locator('header').click()
  await page.getByRole('button', { name: 'Parameters as JSON' }).click()
  await page.getByRole('textbox', { name: 'Parameters as JSON' }).fill('{}')
  await canvas.saved()
  const changed = await share(page)
  await visitor.goto(changed.link)
  await expect(evidence).toContainText(/The results are of another graph, [0-9a-f]{12}: the drawing has changed since/)

  await visitor.context().addCookies(await page.context().cookies())
  await visitor.getByRole('button', { name: 'Fork' }).click()
  await visitor.waitForURL(/\/t\/[^/]+$/)
  await visitor.getByRole('tab', { name: 'Inspector' }).click()
  const from = visitor.getByRole('region', { name: 'Forked from' })
  await expect(from.getByRole('link', { name: 'Pair trade' })).toHaveAttribute('href', `/t/${id}`)
  await visitor.getByTestId('rf__node-guard').locator('header').click()
  await visitor.getByRole('spinbutton', { name: 'Most leverage' }).fill('1')
  await expect(visitor.getByRole('status', { name: 'Save state' })).toHaveText('Saved')
  await visitor.locator('.react-flow__pane').click({ position: { x: 40, y: 80 } })
  await from.getByRole('button', { name: 'What differs' }).click()
  await expect(visitor.getByRole('status', { name: 'What differs' })).toContainText('1 node changed')
  await expect(visitor.getByText('Most leverage:')).toBeVisible()
  expect(new URL(visitor.url()).search).toBe('?compare=1..draft')
  await visitor.context().close()
})
