import { describe, expect, it } from 'vitest'
import type { DeploymentControl, DeploymentInfo, NodeStatus } from '../../../engine/sdk'
import { deploymentInfo, nodeStatus as node } from '../../live/told.testing'
import { modeState } from './mode'
import { canAsk, guardProgress, stopLook } from './words'

const deployment = (more: Partial<DeploymentInfo> = {}) => deploymentInfo({ mode: 'paper', speed: null, ...more })
const control = (more: Partial<DeploymentControl> = {}): DeploymentControl => ({
  seq: 2,
  control: 'pause',
  requestedAt: '2026-03-02T14:31:00.000Z',
  confirmedAt: null,
  doneAt: null,
  isKill: false,
  ...more,
})

describe('the mode', () => {
  const gateway = (more: Partial<NodeStatus>) => node('paper', 'gateway.paper', more)

  it('is what every gateway says it runs as, and asked for until then', () => {
    expect(modeState(null, [])).toEqual({ is: 'draft' })
    expect(modeState(deployment(), [gateway({ mode: null })])).toEqual({ is: 'requested', mode: 'paper' })
    expect(modeState(deployment(), [gateway({ mode: 'paper' })])).toMatchObject({ is: 'acknowledged', by: ['paper'] })
    const two = [gateway({ mode: 'paper' }), node('b', 'gateway.paper')]
    expect(modeState(deployment(), two).is).toBe('requested')
    expect(modeState(deployment({ state: 'stopped' }), two).is).toBe('ended')
  })

  it('is a mismatch as soon as one says something else', () => {
    expect(modeState(deployment(), [gateway({ mode: 'live' })])).toMatchObject({ is: 'mismatch', actual: 'live' })
  })

  it('of a drawing without a gateway is what its processes confirm', () => {
    expect(modeState(deployment(), [])).toMatchObject({ is: 'acknowledged', by: [] })
    expect(modeState(deployment({ state: 'starting' }), []).is).toBe('requested')
  })
})

describe('a stop', () => {
  it('is requested until every guard has confirmed it', () => {
    expect(stopLook(null).word).toBe('Trading')
    expect(stopLook(control()).word).toBe('Pause signals requested')
    expect(stopLook(control({ confirmedAt: 'x' })).word).toBe('Paused')
    expect(stopLook(control({ control: 'flatten', confirmedAt: 'x' })).word).toBe('Flattening')
    expect(stopLook(control({ control: 'flatten', confirmedAt: 'x', doneAt: 'y' })).word).toBe('Flat and halted')
  })

  it('is confirmed by a guard whose number is not older, and not by one that is down', () => {
    const own = { seq: 2, control: 'pause', confirmedAt: 'c', doneAt: 'd', note: null } as const
    const guards = [
      node('a', 'risk.guard', { control: own }),
      node('b', 'risk.guard', { control: { ...own, seq: 1 } }),
      node('c', 'risk.guard', { state: 'crashed' }),
      node('d', 'risk.guard', { requested: 'stop' }),
    ]
    expect(guardProgress(control(), guards)).toEqual([
      { node: 'a', confirmedAt: 'c', doneAt: 'd', note: null },
      { node: 'b', confirmedAt: null, doneAt: null, note: null },
      { node: 'c', confirmedAt: null, doneAt: null, note: 'crashed: nothing passes it meanwhile' },
    ])
  })

  it('can be asked for where it changes something', () => {
    expect(canAsk('pause', null, false)).toBe(false)
    expect(canAsk('pause', deployment(), false)).toBe(true)
    expect(canAsk('resume', deployment(), false)).toBe(false)
    expect(canAsk('resume', deployment(), true)).toBe(true)
    const flat = deployment({ control: control({ control: 'flatten' }) })
    expect([canAsk('pause', flat, false), canAsk('resume', flat, false)]).toEqual([false, true])
    expect(canAsk('resume', deployment({ control: control({ control: 'flatten', isKill: true }) }), false)).toBe(false)
  })
})
