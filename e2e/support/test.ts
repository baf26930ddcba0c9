// The tests' own fixtures: where the server is, and its HTTP interface.
import { join } from 'node:path'
import { test as base } from '@playwright/test'
import { Api } from './api'

/** Home folder of the server under test; .ci/e2e-server.mjs makes it. */
export const HOME = join(process.cwd(), 'dist/e2e-home')

function origin(): string {
  const address = process.env.PATCHBAY_URL
  if (!address) throw new Error('The server printed no address.')
  return new URL(address).origin
}

export const test = base.extend<{ api: Api }>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads a fixture's needs from this pattern.
  baseURL: async ({}, use) => use(origin()),
  /** Whatever a test has started and left running is stopped, also when it fails. */
  api: async ({ page }, use) => {
    const api = new Api(page.request)
    await use(api)
    await api.stopAll()
  },
})
