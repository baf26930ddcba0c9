#!/usr/bin/env node
// The `patchbay` command: builds the engine first when it is stale or missing, then runs it. What it says about building
// goes to stderr, since stdout may be a report.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from './files.mjs'
import { prepare } from './prepare.mjs'

await prepare(['install', 'engine'], (text) => process.stderr.write(text))

const cli = join(ROOT, 'dist/cli.mjs')
if (!existsSync(cli)) {
  console.error('dist/cli.mjs was not built, so there is no command to run.')
  process.exit(1)
}
process.setSourceMapsEnabled(true)
await import(pathToFileURL(cli).href)
