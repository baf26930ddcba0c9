// What must not be called where the same input has to give the same output, whatever the clock, the machine or the mode.
import { codeOnly, lineOf } from './source.mjs'

const CLOCK = 'ctx.clock'
const TIMERS = "the context's timers"
const BANNED = [
  { name: 'Date.now', pattern: /\bDate\.now\b/g, instead: CLOCK },
  { name: 'new Date()', pattern: /\bnew Date(?:\(\s*\)|(?!\s*[\w$(.<]))/g, instead: CLOCK },
  { name: 'performance.now', pattern: /\bperformance\.now\b/g, instead: CLOCK },
  { name: 'process.hrtime', pattern: /\bprocess\.hrtime\b/g, instead: CLOCK },
  { name: 'Temporal.Now', pattern: /\bTemporal\.Now\b/g, instead: CLOCK },
  { name: 'Math.random', pattern: /\bMath\.random\b/g, instead: 'ctx.random' },
  { name: 'random bytes', pattern: /\b(?:randomUUID|randomBytes|randomInt|getRandomValues)\b/g, instead: 'ctx.random' },
  { name: 'setTimeout', pattern: /(?:(?<![\w$.])|\bglobalThis\.)setTimeout\b/g, instead: TIMERS },
  { name: 'setInterval', pattern: /(?:(?<![\w$.])|\bglobalThis\.)setInterval\b/g, instead: TIMERS },
  { name: 'setImmediate', pattern: /(?:(?<![\w$.])|\bglobalThis\.)setImmediate\b/g, instead: TIMERS },
  {
    name: 'fetch',
    pattern: /(?:(?<![\w$.])|\bglobalThis\.)fetch\s*\(/g,
    instead: 'an adapter at the rim (see ALLOWED in .ci/tidy.mjs)',
  },
]

/** Files that may use some of it all the same, and why. An adapter does the I/O at the rim; it is listed by name. */
export const ALLOWED = {
  'engine/backtest/main.ts': {
    names: ['performance.now', 'setImmediate'],
    why: 'shows the progress of a run to people, and lets a cancel be heard',
  },
  'nodes/data/synthetic/live.ts': {
    names: ['performance.now', 'setInterval'],
    why: 'makes the simulated market on the wall clock, for paper',
  },
}

const DETERMINISTIC = /^(?:nodes\/(?!testing\/).+|engine\/(?:sdk|graph|exchange|ledger|runtime|backtest)\/.+)\.tsx?$/

export const mustBeDeterministic = (path) => DETERMINISTIC.test(path) && !/\.test(?:ing)?\.tsx?$/.test(path)

/** One text for each banned call: `file:line uses X; take Y instead`. */
export function bannedCalls(path, source) {
  const code = codeOnly(source)
  const allowed = ALLOWED[path]?.names ?? []
  return BANNED.filter(({ name }) => !allowed.includes(name)).flatMap(({ name, pattern, instead }) =>
    Array.from(
      code.matchAll(pattern),
      (match) => `${path}:${lineOf(code, match.index)} uses ${name}; take ${instead} instead`,
    ),
  )
}
