import { describe, expect, it } from 'vitest'
import { checkFile } from './floors.mjs'
import { importsOf } from './source.mjs'

describe('reading imports', () => {
  it('sees every form, with its line', () => {
    const source = [
      "import a, { b } from './one'",
      "import type { C } from './two'",
      "export * as d from './three'",
      "export type { E } from './four'",
      "import './five'",
      "const f = await import('./six')",
      "const g = require('./seven')",
      'import {',
      '  h,',
      "} from './eight'",
      "type I = typeof import('./nine')",
      "import { type J } from './ten'",
    ].join('\n')
    expect(
      importsOf(source).map(({ specifier, line, isType }) => `${line} ${specifier}${isType ? ' type' : ''}`),
    ).toEqual([
      '1 ./one',
      '2 ./two type',
      '3 ./three',
      '4 ./four type',
      '5 ./five',
      '6 ./six',
      '7 ./seven',
      '8 ./eight',
      '11 ./nine type',
      '12 ./ten',
    ])
  })

  it('is not led astray by comments, texts, templates and regular expressions', () => {
    const source = [
      "// import a from './no'",
      "/* import a from './no' */",
      `const b = "import a from './no'"`,
      'const c = `$'.concat("{d({ e: `import a from './no'` })} require('./no')`"),
      'const f = /[\'"`]/.test(g)',
      "const h = <p>don't</p>",
      "import i from './yes'",
    ].join('\n')
    expect(importsOf(source)).toEqual([{ specifier: './yes', line: 7, isType: false }])
  })
})

describe('floors', () => {
  const VIOLATIONS = [
    [
      'app/page.tsx',
      "import { router } from '../server/router'",
      /floor app may import: engine\/sdk, .*server \(import type only\)/,
    ],
    ['app/page.tsx', "import { order } from '../engine/graph'", /floor app may import/],
    ['app/run.test.ts', "import { router } from '../server/router'", /floor app may import/],
    ['server/main.ts', "import Page from '../app/page'", /floor server may import/],
    ['server/main.ts', "import { KINDS } from '../nodes/catalog'", /floor server may import/],
    ['server/trpc/runs.ts', "import { Prisma } from '@prisma/client'", /only server\/db and prisma/],
    ['server/trpc/runs.ts', "import { PrismaClient } from '../../generated/sqlite/client'", /floor server may import/],
    ['engine/sdk/money.ts', "import { Book } from '../ledger/book'", /may import: nothing of the other floors/],
    ['engine/sdk/money.ts', "import { createHash } from 'node:crypto'", /nothing of Node/],
    ['nodes/features/ema/runtime.ts', "const fs = await import('node:fs')", /nothing of Node/],
    ['engine/graph/order.ts', "const m = await import('../host/load')", /floor engine\/graph may import: engine\/sdk/],
    ['engine/graph/order.ts', "export * from '../exchange/match'", /floor engine\/graph/],
    ['engine/host/load.ts', "import { KINDS } from '../../nodes/catalog'", /floor engine\/host may import/],
    ['engine/newcomer/index.ts', '', /on no floor/],
    ['nodes/features/ema/runtime.ts', "import { rsi } from '../rsi/runtime'", /floor nodes\/\*\/\* may import/],
    ['nodes/features/ema/runtime.ts', "const { plan } = require('../../../engine/graph')", /floor nodes/],
    ['nodes/features/ema/manifest.ts', "import { ema } from './runtime'", /never nodes\/\*\/\*\/runtime/],
    ['e2e/canvas.test.ts', "import { parse } from '../engine/sdk'", /floor e2e may import: \.ci/],
  ]
  it.each(VIOLATIONS)('refuses in %s: %s', (path, source, message) => {
    const problems = checkFile(path, source)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(message)
    expect(problems[0]).toMatch(new RegExp(`^${path}:1 `))
  })

  const ALLOWED = [
    ['app/page.tsx', "import type { AppRouter } from '../server/router'"],
    ['app/page.tsx', "import { MANIFESTS } from '../nodes/manifests'"],
    ['app/canvas/node.tsx', "import { manifest } from '../../nodes/features/ema/manifest'"],
    ['server/db/client.ts', "import { PrismaClient } from '../../generated/sqlite/client'"],
    ['server/db/client.ts', "import { PrismaLibSql } from '@prisma/adapter-libsql'"],
    ['server/main.ts', "import { open } from './db/client'"],
    ['engine/host/main.ts', "import { KINDS } from '../../nodes/catalog'"],
    ['engine/cli/commands/backtest.ts', "import { run } from '../../backtest/run'"],
    ['engine/graph/order.test.ts', "import { KINDS } from '../../nodes/catalog'"],
    ['nodes/features/ema/runtime.ts', "import { columns } from '../../../engine/store/columns'"],
    ['nodes/features/ema/runtime.ts', "import { manifest } from './manifest'"],
    ['e2e/canvas.test.ts', "import type { Topology } from '../engine/sdk'"],
  ]
  it.each(ALLOWED)('lets %s have: %s', (path, source) => {
    expect(checkFile(path, source)).toEqual([])
  })
})
