#!/usr/bin/env node
// `npm start`: checks the machine, installs and builds what is missing or stale, then runs Patchbay until it is stopped.
// Plain Node only, and nothing newer than the oldest Node that shall get the message below.
const NODE_MAJOR_MIN = 20

if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR_MIN) {
  console.error(
    `Patchbay needs Node.js ${NODE_MAJOR_MIN} or newer; this is ${process.version}. See https://nodejs.org/.`,
  )
  process.exit(1)
}

const { start } = await import('./launch.mjs')
await start()
