// Names that are none, dialogs whose text is clicked, links that have been revoked, files that are too much.
import { expect, type Page } from '@playwright/test'
import { openTemplate } from './support/canvas'
import { test } from './support/test'

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

test('names are one line with something in it to be seen', async ({ page }) => {
  const canvas = await openTemplate(page, 'Pair trade')
  await canvas.saved()
  const name = page.getByRole('textbox', { name: 'Name of the topology' })
  await name.fill('a\u202egnp.exe')
  await expect(name).toHaveValue('agnp.exe')
  await canvas.saved()
  await name.fill('\u200b')
  await name.blur()
  await expect(name).toHaveValue('agnp.exe')
  await page.getByRole('tab', { name: 'History' }).click()
  const version = page.getByRole('textbox', { name: 'Name of this version' })
  await version.fill('\u200b')
  await expect(button(page, 'Keep')).toBeDisabled()
  await version.fill('<b>\u202eאב</b> 😀')
  await button(page, 'Keep').dblclick()
  const revisions = page.getByRole('list', { name: 'Revisions' }).getByRole('listitem')
  await expect(revisions).toHaveCount(1)
  await expect(revisions).toContainText('<b>אב</b> 😀')
  await button(page, 'Restore <b>אב</b> 😀').dblclick()
  await expect(page.getByText('Revision 1 is the draft now', { exact: false })).toHaveCount(1)
})

test('a dialog closes by Escape after a click on its text; a link that is revoked is put away', async ({ page }) => {
  const canvas = await openTemplate(page, 'Pair trade')
  await canvas.saved()
  await button(page, 'Kill switch').click()
  await page.getByText('Every deployment of every topology halts at once').click()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(button(page, 'Kill switch')).toBeFocused()

  await button(page, 'Share').press('Enter')
  await button(page, 'Create link').press('Enter')
  await expect(button(page, 'Copy')).toBeFocused()
  await button(page, 'Revoke').press('Enter')
  await expect(page.getByRole('list', { name: 'Links' })).toContainText('Revoked')
  await expect(page.getByRole('textbox', { name: 'Link' })).toHaveCount(0)
  await page.getByText('A link shows the drawing as it is now').click()
  await page.keyboard.press('Escape')
  await expect(button(page, 'Share')).toBeFocused()
})

test('a file that is nested too deeply is refused in words; a note has no images and no links that run', async ({
  page,
}) => {
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'Templates' })).toBeVisible()
  const buffer = Buffer.from('['.repeat(200_000) + ']'.repeat(200_000))
  await page.getByLabel('Topology file').setInputFiles({ name: 'deep.json', mimeType: 'application/json', buffer })
  await expect(page.getByRole('alert').filter({ hasText: 'deep.json' })).toContainText('nested too deeply')

  const canvas = await openTemplate(page, 'Pair trade')
  await canvas.saved()
  await page.locator('.react-flow__pane').click({ position: { x: 20, y: 300 } })
  await page.keyboard.press('n')
  await page.keyboard.insertText(
    'before <script>x</script> ![p](http://x.example/p.png) [js](javascript:alert(1)) [elsewhere](https://x.example)',
  )
  await page.keyboard.press('Escape')
  const note = page.locator('.react-flow__node-note').filter({ hasText: 'elsewhere' })
  await expect(note.getByRole('link')).toHaveText(['elsewhere'])
  await expect(note.getByRole('link')).toHaveAttribute('target', '_blank')
  await expect(note.locator('img, script')).toHaveCount(0)
})
