import { expect, test } from '@playwright/test'
import { SESSION_FILE } from '../playwright.config'

test('the one-time address signs in', async ({ page }) => {
  const address = process.env.PATCHBAY_URL
  if (!address) throw new Error('The server printed no address to sign in at.')
  await page.goto(address)
  await expect(page, 'the token must not stay in the address bar').not.toHaveURL(/token=/)
  await page.context().storageState({ path: SESSION_FILE })
})
