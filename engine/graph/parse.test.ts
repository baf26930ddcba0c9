import { expect, it } from 'vitest'
import { parseTopologyText } from './parse'

const TEXT = JSON.stringify({ format: 'patchbay.topology/1', name: 'Empty', nodes: [], links: [] })

it('reads a file that begins with a mark of its byte order, and only there', () => {
  expect(parseTopologyText(`\ufeff${TEXT}`)).toEqual(parseTopologyText(TEXT))
  expect(parseTopologyText(TEXT)).toMatchObject({ ok: true, topology: { name: 'Empty' } })
  expect(parseTopologyText(`${TEXT}\ufeff`)).toMatchObject({ ok: false, problems: [{ code: 'BAD_FILE' }] })
})
