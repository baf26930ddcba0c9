// Stands before a bundle that is started by the dozen, and runs it from what V8 has compiled of it when it was built.
// Another version of Node than that of the build does not take it, and compiles it as ever.
const { readFileSync, writeFileSync } = require('node:fs')
const { createRequire, wrap } = require('node:module')
const { Script } = require('node:vm')

const main = __filename.replace(/\.cjs$/, '.main.cjs')
const kept = `${main}.compiled`

function readKept() {
  try {
    return readFileSync(kept)
  } catch {
    return undefined
  }
}

const isBuilding = process.env.PATCHBAY_KEEP_COMPILED === '1'
const cachedData = isBuilding ? undefined : readKept()
const script = new Script(wrap(readFileSync(main, 'utf8')), { filename: main, cachedData })
if (isBuilding) process.once('exit', () => writeFileSync(kept, script.createCachedData()))
const own = { exports: {} }
script.runInThisContext().call(own.exports, own.exports, createRequire(main), own, main, __dirname)
