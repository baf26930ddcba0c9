import { defineConfig, devices } from '@playwright/test'
import { launchOptions } from './.ci/chromium.mjs'

// The setup signs in with the one-time address and keeps the session here for all other tests.
export const SESSION_FILE = 'dist/e2e-session.json'

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  workers: 1,
  retries: 0,
  // Generous: a limit costs nothing while things go well, and a machine that is busy is no failure.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  globalTimeout: 40 * 60_000,
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  use: {
    // Without the film: on two cores it would take the time of what is tested.
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
    launchOptions: launchOptions(),
  },
  projects: [
    { name: 'setup', testMatch: /\.setup\.ts$/ },
    {
      name: 'chromium',
      dependencies: ['setup'],
      use: { ...devices['Desktop Chrome'], viewport: { width: 1440, height: 900 }, storageState: SESSION_FILE },
    },
  ],
  webServer: {
    command: 'node .ci/e2e-server.mjs',
    // The first address printed is the one-time address; tests find it in PATCHBAY_URL.
    wait: { stdout: /(?<patchbay_url>http:\/\/\S+)\s/ },
    stdout: 'pipe',
    stderr: 'pipe',
    timeout: 5 * 60_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 30_000 },
  },
})
