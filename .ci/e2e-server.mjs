// What the end-to-end tests talk to: `npm start` as a user has it, on a free port and an empty home folder.
import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { ROOT } from '../deploy/files.mjs'

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

const home = join(ROOT, 'dist/e2e-home')
rmSync(home, { recursive: true, force: true })
Object.assign(process.env, { HOST: '127.0.0.1', PORT: String(await freePort()), PATCHBAY_HOME: home })
await import('../deploy/start.mjs')
