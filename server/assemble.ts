/** Puts the server's parts together around an engine and a database. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { Access } from './auth/access'
import type { Database } from './db'
import { DeploymentBook } from './deployments/book'
import { Projector } from './deployments/projector'
import { Turns } from './deployments/turns'
import type { Engine } from './engine'
import type { Pages } from './http/pages'
import { createPatchbayServer, type PatchbayServer } from './http/server'
import { clearUploads } from './http/upload'
import { readKinds } from './kinds'
import { ROOT } from './root'
import type { Services } from './services'
import type { Settings } from './settings'
import { readTemplates } from './templates'
import { DraftHub } from './together/drafts'
import { WhyDesk } from './why/desk'

export interface Parts {
  readonly settings: Pick<Settings, 'home' | 'host' | 'port' | 'isDevelopment'>
  readonly db: Database
  readonly engine: Engine
  readonly pages: Pages
  /** Where templates lie; the product's own by default. */
  readonly templatesFolder?: string
  onError(error: unknown): void
}

export interface Assembled {
  readonly services: Services
  readonly access: Access
  readonly server: PatchbayServer
  /** Begins to listen to the supervisor and to browsers; resolves with the address to open, which signs in once. */
  start(): Promise<string>
  /** Stops both. The database and the engine are their makers' to close. */
  stop(): Promise<void>
}

const version = () =>
  z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))).version

export async function assemble({ settings, db, engine, pages, templatesFolder, onError }: Parts): Promise<Assembled> {
  const book = await DeploymentBook.load(db)
  const projector = new Projector({ db, engine, book, onError })
  const access = new Access(db, settings.home)
  const services: Services = {
    db,
    engine,
    book,
    projector,
    turns: new Turns(),
    drafts: new DraftHub(),
    why: new WhyDesk(engine.debug),
    kinds: readKinds(),
    templates: readTemplates(templatesFolder ?? join(ROOT, 'public/templates')),
    version: version(),
    home: settings.home,
    origin: () => server.origins.own,
  }
  const server: PatchbayServer = createPatchbayServer({ services, access, pages, ...settings, onError })
  return {
    services,
    access,
    server,
    async start() {
      await clearUploads(settings.home)
      await server.listen()
      projector.start()
      return `${server.origins.own}/signin?token=${access.signInToken}`
    },
    async stop() {
      services.why.close()
      await server.close()
      await projector.close()
    },
  }
}
