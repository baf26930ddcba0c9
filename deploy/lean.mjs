// What the bundle of a process that is started by the dozen leaves out.
import { dirname, join } from 'node:path'

/** Zod's messages in fifty languages, of which English alone is spoken here. */
const englishOnly = {
  name: 'english-only',
  setup(build) {
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, ({ path }) => ({
      contents: `export { default as en } from './en.js'`,
      resolveDir: dirname(path),
    }))
  },
}

/**
 * A dynamic import becomes a bundle of its own, beside this one. Inside, it would keep all that both use in a form of which
 * nothing can be left out, and few hosts need it.
 */
const apart = (files) => ({
  name: 'apart',
  setup(build) {
    build.onResolve({ filter: /^\.\.?\// }, ({ kind, path, resolveDir }) => {
      const out =
        kind === 'dynamic-import' && files[join(resolveDir, path).replace(build.initialOptions.absWorkingDir, '')]
      return out ? { path: out, external: true } : undefined
    })
  },
})

/** Options of esbuild. @param banner what else it begins with. @param files where what is imported dynamically lies, by path from the root: `{ '/engine/store': './x.cjs' }`. */
export const lean = (banner, files) => ({
  plugins: [englishOnly, apart(files)],
  // What compiles the bundle (compiled.cjs) knows `require` only.
  supported: { 'dynamic-import': false },
  // A host reads a few dozen messages of a kind: what zod would generate for them costs more than it saves.
  banner: { js: `${banner}\nglobalThis.__zod_globalConfig = { jitless: true };` },
  // Its search for a binary takes longer than a host's messages would ever take without.
  define: { 'process.env.MSGPACKR_NATIVE_ACCELERATION_DISABLED': '"true"', 'import.meta.url': 'importMetaUrl' },
})
