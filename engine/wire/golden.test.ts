import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { decodeMessage } from './codec'
import { GOLDEN, GOLDEN_RUN, hexOf } from './golden.testing'

const doc = readFileSync('docs/wire.md', 'utf8')

for (const [name, bytes] of GOLDEN)
  it(`docs/wire.md shows the very bytes of ${name}`, () => {
    expect(doc).toContain(`\`\`\`hex ${name}\n${hexOf(bytes)}\n\`\`\``)
    expect(decodeMessage(bytes, GOLDEN_RUN).kind).toBe(['ack', 'resume', 'promise'].includes(name) ? name : 'data')
  })
