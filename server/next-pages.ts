/** Next.js behind our own server: it answers pages, and nothing else. */
import next from 'next'
import type { Pages } from './http/pages'
import { ROOT } from './root'
import type { Settings } from './settings'

export async function openPages({ host, port, isDevelopment }: Settings): Promise<Pages & { close(): Promise<void> }> {
  const app = next({ dev: isDevelopment, dir: ROOT, hostname: host, port, turbopack: true })
  await (isDevelopment ? app.prepare() : quietly(() => app.prepare()))
  const handle = app.getRequestHandler()
  const upgrade = app.getUpgradeHandler()
  return {
    handle: (request, response) => handle(request, response),
    upgrade: (request, socket, head) => upgrade(request, socket, head),
    close: () => app.close(),
  }
}

/** Keeps Next's notes about itself off the terminal, where the one line to read is the address. Errors still show. */
async function quietly(work: () => Promise<void>): Promise<void> {
  const { log } = console
  console.log = () => undefined
  try {
    await work()
  } finally {
    console.log = log
  }
}
