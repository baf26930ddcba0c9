// Takes the picture of the README anew: npx tsx e2e/picture.ts
// The pair trade as a replay, in the dark theme, once it has traded for a while.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { launchOptions } from '../.ci/chromium.mjs'
import { openTemplate } from './support/canvas'
import { freePort, OwnServer } from './support/own-server'

const PICTURE = 'docs/images/canvas.png'
/** Enough for a curve with some shape. */
const FILLS = 60
/** Longer than figures wait for a drawing that moves. */
const REST_MS = 1_000

const home = mkdtempSync(join(tmpdir(), 'patchbay-picture-'))
const server = await OwnServer.start(home, await freePort())
const browser = await chromium.launch(launchOptions())
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, baseURL: server.origin })
  await page.goto(server.signInUrl)
  const canvas = await openTemplate(page, 'Pair trade')
  await page.getByLabel('Replay speed').selectOption('1000×')
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await canvas.strip('gateway').getByText('Running').waitFor()
  await page.waitForFunction(
    (least) => Number(/Fills\s*(\d+)/.exec(document.querySelector('[role=tablist]')?.textContent ?? '')?.[1]) >= least,
    FILLS,
    { timeout: 120_000 },
  )
  await canvas.card('pairs').getByText('Pairs', { exact: true }).click()
  await page.getByRole('button', { name: 'Fit view' }).click()
  await page.mouse.move(700, 120)
  await page.getByRole('complementary', { name: 'Inspector' }).getByText('Entry').first().waitFor()
  // The drawing has come to rest, and what is painted between the cards with it.
  await page.waitForFunction(
    () => {
      const now = document.querySelector<HTMLElement>('.react-flow__viewport')?.style.transform ?? ''
      const { before } = document.body.dataset
      document.body.dataset.before = now
      return now === before
    },
    undefined,
    { polling: REST_MS },
  )
  await page.screenshot({ path: PICTURE })
} finally {
  await browser.close()
  server.kill('SIGTERM')
  await server.ended
  rmSync(home, { recursive: true, force: true })
}
