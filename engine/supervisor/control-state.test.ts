import { describe, expect, it } from 'vitest'
import { type Control, type GuardControl, type NodeStatus, nodeStatus } from '../sdk'
import { deploymentControlOf, isOver, refusalOf } from './control-state'

const AT = '2026-01-05T10:00:00.000Z'
const LATER = '2026-01-05T10:00:01.000Z'
const request = (control: Control) => ({ seq: 2, control, requestedAt: AT, isKill: false })

function guard(change: Partial<NodeStatus>): NodeStatus {
  const blank = { node: 'guard', state: 'running', requested: 'run', pid: 1, restarts: 0, note: null }
  return { ...nodeStatus.partial().parse({}), ...blank, ...change } as NodeStatus
}
const told = (control: Control, change: Partial<GuardControl> = {}): GuardControl => ({
  seq: 2,
  control,
  confirmedAt: LATER,
  doneAt: LATER,
  note: null,
  ...change,
})

describe('a control of a deployment', () => {
  it('says what keeps it from being resumed', () => {
    const flattening = { ...request('flatten'), confirmedAt: AT, doneAt: null }
    expect(refusalOf(flattening, 'resume', false)).toMatch(/still closing positions/)
    expect(refusalOf(flattening, 'resume', false, ['market'])).toBe(
      "it can't close its positions while market is stopped: start it again, or stop the run",
    )
    expect(refusalOf(flattening, 'resume', true, ['market'])).toBeNull()
  })

  it('is done when the last of its guards has done it', () => {
    const guards = [guard({ control: told('flatten') }), guard({ control: told('flatten', { doneAt: null }) })]
    const control = deploymentControlOf(request('flatten'), guards)
    expect(control).toMatchObject({ confirmedAt: LATER, doneAt: null })
    expect(control && isOver(control, guards)).toBe(false)
  })

  it.each(['reduce-only', 'cancel-only', 'flatten'] as const)('%s is not done by a guard that is stopped', (name) => {
    const stopped = guard({ requested: 'stop', state: 'stopped', control: told(name, { seq: 1 }) })
    for (const guards of [[stopped], [stopped, guard({ control: told(name) })]]) {
      const control = deploymentControlOf(request(name), guards)
      expect(control).toMatchObject({ doneAt: null })
      expect(control?.confirmedAt).not.toBeNull()
      // Nothing more comes of it: a person may resume.
      expect(control && isOver(control, guards)).toBe(true)
    }
  })

  it('holds back new orders also by a guard that is stopped, and counts what one did before it was', () => {
    const stopped = guard({ requested: 'stop', state: 'stopped', control: null })
    expect(deploymentControlOf(request('pause'), [stopped])?.doneAt).toBe(AT)
    const after = guard({ requested: 'stop', state: 'stopped', control: told('flatten') })
    expect(deploymentControlOf(request('flatten'), [after])?.doneAt).toBe(AT)
  })

  it('is over only when no guard has anything left to do', () => {
    const stuck = guard({ control: told('flatten', { doneAt: null, note: 'the venue refuses' }) })
    const busy = guard({ control: told('flatten', { doneAt: null }) })
    const of = (guards: NodeStatus[]) => {
      const control = deploymentControlOf(request('flatten'), guards)
      return control && isOver(control, guards)
    }
    expect([of([stuck]), of([stuck, busy]), of([stuck, guard({ control: told('flatten') })])]).toEqual([
      true,
      false,
      true,
    ])
  })
})
