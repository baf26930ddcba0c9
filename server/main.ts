/** The web server's process. Trading does not depend on it: the supervisor goes on when it ends. */

import { assemble } from './assemble'
import { openDatabase } from './db'
import { openPages } from './next-pages'
import { BadSetting, readSettings, type Settings } from './settings'
import { connectEngine } from './supervisor-engine'

/** Says to the launcher that starting again would not help. */
const EXIT_BAD_SETTINGS = 78
/** Requests that are still being answered get so long when the server is told to stop. */
const STOP_MS_MAX = 4_000

// First of all: when the launcher is gone, so is this, at once.
process.on('disconnect', () => process.exit(1))
if (process.connected === false) process.exit(1)

const onError = (error: unknown): void => {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error)
}

function settingsOrExit(): Settings {
  try {
    return readSettings()
  } catch (error) {
    if (!(error instanceof BadSetting)) throw error
    console.error(error.message)
    process.exit(EXIT_BAD_SETTINGS)
  }
}

async function run(settings: Settings): Promise<void> {
  const engine = connectEngine(settings.home)
  const db = await openDatabase(settings.databaseUrl)
  const pages = await openPages(settings)
  const { start, stop } = await assemble({ settings, db, engine, pages, onError })

  let isStopping = false
  async function end(): Promise<void> {
    if (isStopping) return
    isStopping = true
    setTimeout(() => process.exit(1), STOP_MS_MAX).unref()
    await stop()
    await engine.close()
    await pages.close()
    await db.close()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => end().catch(failed))

  process.stdout.write(`Open ${await start()}\n`)
}

function failed(error: unknown): never {
  onError(error)
  process.exit(1)
}

run(settingsOrExit()).catch(failed)
