import { afterEach, describe, expect, it, vi } from 'vitest'
import { patiently } from './lazy'

const unfetched = Object.assign(new Error('Failed to load chunk x.js'), { name: 'ChunkLoadError' })

describe('a part of the page', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('that could not be fetched is fetched again once the browser is online', async () => {
    const page = new EventTarget()
    vi.stubGlobal('window', page)
    const fetch = vi.fn().mockRejectedValueOnce(unfetched).mockResolvedValue('there')
    const fetched = patiently(fetch)
    await vi.waitFor(() => expect(fetch).toHaveBeenCalledTimes(1))
    await Promise.resolve()
    page.dispatchEvent(new Event('online'))
    expect(await fetched).toBe('there')
    expect(fetch).toHaveBeenCalledTimes(2)
  })

  it('that fails in its own code fails', async () => {
    const fetch = vi.fn().mockRejectedValue(new TypeError('a bug'))
    await expect(patiently(fetch)).rejects.toThrow('a bug')
    expect(fetch).toHaveBeenCalledTimes(1)
  })
})
