import { expect } from '@playwright/test'
import type { TopologyDetail } from './support/api'
import { Canvas, openTemplate } from './support/canvas'
import { test } from './support/test'

test('two pages on one drawing: each sees the other, edits are merged, each undoes only its own', async ({
  page,
  api,
  context,
}) => {
  const first = await openTemplate(page, 'Pair trade')
  const id = new URL(page.url()).pathname.split('/').at(-1)
  const draft = async () => (await api.get<TopologyDetail>(`/api/topologies/${id}`)).topology
  const second = new Canvas(await context.newPage())
  await second.page.goto(page.url())
  await expect(second.card('guard')).toBeVisible()
  const name = (canvas: Canvas) => canvas.page.getByRole('textbox', { name: 'Name of the topology' })

  await test.step('who is here, and where', async () => {
    await expect(page.getByRole('button', { name: '1 other page is open here' })).toBeVisible()
    await second.card('guard').getByText('Risk guard').click()
    await expect(page.getByTestId('held-guard')).toContainText('You, in another tab')
    await page.getByRole('button', { name: '1 other page is open here' }).click()
    const here = page.getByLabel('Who is here')
    await expect(here.getByRole('listitem')).toContainText('at Risk guard')
    await here.getByLabel('Your name').fill('Ann')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await second.page.getByRole('button', { name: '1 other page is open here' }).click()
    await expect(second.page.getByLabel('Who is here').getByRole('listitem')).toBeVisible()
    await second.page.keyboard.press('Escape')
  })

  await test.step('edits of both, made at the same moment, are all there', async () => {
    await name(first).fill('Renamed here')
    await second.card('guard').getByText('Risk guard').click()
    await second.page.keyboard.press('Delete')
    await first.saved()
    await second.saved()
    await expect(first.card('guard')).toHaveCount(0)
    await expect(name(second)).toHaveValue('Renamed here')
    await expect.poll(async () => (await draft()).name).toBe('Renamed here')
    expect((await draft()).nodes).toHaveLength(4)
  })

  await test.step('undo takes back what was done here, and leaves the rest', async () => {
    await second.page.getByRole('button', { name: 'Undo', exact: true }).click()
    await expect(first.card('guard')).toBeVisible()
    await expect(name(first)).toHaveValue('Renamed here')
    expect((await draft()).links.filter(({ to }) => to.startsWith('guard.')).length).toBeGreaterThan(0)
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await expect(name(second)).toHaveValue('Pair trade')
    await expect(second.card('guard')).toBeVisible()
  })

  await test.step('a script is followed, and said', async () => {
    const { topology, draftRevision } = await api.get<TopologyDetail>(`/api/topologies/${id}`)
    const answer = await page.request.put(`/api/topologies/${id}`, {
      data: { topology: { ...topology, name: 'By a script' }, draftRevision },
    })
    expect(answer.status()).toBe(200)
    await expect(name(first)).toHaveValue('By a script')
    await expect(page.getByText(/The drawing was changed by Browser/)).toBeVisible()
  })

  await test.step('who closes the page is gone', async () => {
    await second.page.close()
    await expect(page.getByRole('button', { name: '1 other page is open here' })).toHaveCount(0)
  })
})

test('both change the same figure: one is kept, and it is said which was not', async ({ page, api, context }) => {
  const first = await openTemplate(page, 'Pair trade')
  const id = new URL(page.url()).pathname.split('/').at(-1)
  const second = new Canvas(await context.newPage())
  await second.page.goto(page.url())
  await expect(second.card('guard')).toBeVisible()
  await second.page.context().setOffline(false)
  // The second page's saves wait until the first's is through.
  let release: () => void = () => {}
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  await second.page.route('**/trpc/topologies.save**', async (route) => {
    await gate
    await route.continue()
  })
  await second.page.getByRole('textbox', { name: 'Name of the topology' }).fill('Second')
  await page.getByRole('textbox', { name: 'Name of the topology' }).fill('First')
  await expect.poll(async () => (await api.get<TopologyDetail>(`/api/topologies/${id}`)).topology.name).toBe('First')
  release()
  await expect(second.page.getByText('name is Second (yours), not First')).toBeVisible()
  await second.saved()
  await expect(page.getByRole('textbox', { name: 'Name of the topology' })).toHaveValue('Second')
  await first.saved()
})
