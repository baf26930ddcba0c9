// Finds the browser for the end-to-end tests: Playwright's own, or the system's.
import { existsSync, readFileSync } from 'node:fs'
import { chromium } from '@playwright/test'

const SYSTEM_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

export function findChromium() {
  return [process.env.CHROMIUM_PATH, chromium.executablePath(), ...SYSTEM_PATHS].find(
    (path) => path && existsSync(path),
  )
}

const isRoot = () => process.getuid?.() === 0

function isDebian() {
  return existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
}

/** The command that gets a browser here. Debian packages one; elsewhere Playwright downloads its own. */
export function installCommand() {
  if (isDebian() && isRoot()) return ['sh', ['-c', 'apt-get update -q && apt-get install -q -y chromium']]
  const withSystemLibraries = isRoot() ? ['--with-deps'] : []
  return [process.execPath, ['node_modules/@playwright/test/cli.js', 'install', ...withSystemLibraries, 'chromium']]
}

/** Chromium's sandbox refuses to start as root, as in most containers; the rest keeps it off the network by itself. */
export function launchOptions() {
  const executablePath = findChromium()
  const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update']
  return {
    ...(executablePath ? { executablePath } : {}),
    args: [...quiet, '--disable-sync', '--disable-gpu', ...(isRoot() ? ['--no-sandbox'] : [])],
  }
}
