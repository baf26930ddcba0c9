import { afterEach, describe, expect, it, vi } from 'vitest'
import { BREAKPOINTS_MAX, type DebugBreakpoint, type DebugState } from '../../engine/sdk'
import type { CanvasSession } from '../canvas/session'
import type { Client } from '../remote/trpc'
import { createController } from './controller'
import { newBreakpointId } from './saved-breakpoints'
import { NO_DEBUG, useDebug } from './store'

afterEach(() => {
  useDebug.setState(NO_DEBUG)
  vi.unstubAllGlobals()
})

const breakpoints = (count: number): DebugBreakpoint[] =>
  Array.from({ length: count }, (_, i) => ({ id: `b${i}`, node: 'n', port: 'p', condition: '', enabled: true }))

const standing = (list: readonly DebugBreakpoint[]) =>
  ({
    busy: null,
    reached: 0,
    ts: null,
    breakpoints: list.map((one) => ({ ...one, hits: 0, error: null })),
  }) as Partial<DebugState> as DebugState

describe('breakpoints', () => {
  it('are not set beyond the most there may be', async () => {
    const asked = vi.fn(async (_: { command: { list: readonly DebugBreakpoint[] } }) => standing([]))
    const client = { debug: { ask: { mutate: asked } } } as unknown as Client
    const controller = createController(client, {} as CanvasSession)
    vi.stubGlobal('window', {
      history: { replaceState: vi.fn() },
      location: { pathname: '/', href: 'http://patchbay/' },
    })
    const full = breakpoints(BREAKPOINTS_MAX)
    useDebug.setState({ session: { id: 'x', topologyId: 't', run: null }, state: standing(full) })
    controller.setBreakpoints(breakpoints(BREAKPOINTS_MAX + 1))
    await Promise.resolve()
    expect(asked).not.toHaveBeenCalled()
    expect(useDebug.getState().state?.breakpoints).toHaveLength(BREAKPOINTS_MAX)
    controller.setBreakpoints(full.slice(1))
    await vi.waitFor(() => expect(asked).toHaveBeenCalledOnce())
    expect(asked.mock.calls[0]?.[0].command.list).toHaveLength(BREAKPOINTS_MAX - 1)
  })

  it('get ids of their own where a page is not served by https', () => {
    const { crypto } = globalThis
    vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes) })
    expect(newBreakpointId()).toMatch(/^[0-9a-f]{16}$/)
    expect(newBreakpointId()).not.toBe(newBreakpointId())
  })
})
