'use client'
import { useMemo } from 'react'
import type { Control, NodeStatus } from '../../../engine/sdk'
import { useLive } from '../../canvas/session'
import { useTRPCClient } from '../../remote/trpc'
import { useRequest } from '../use-deployment'
import { isOfCategory, type ModeState, modeState } from './mode'
import { canAsk } from './words'

/** The guards of what runs. */
export function useGuards(): readonly NodeStatus[] {
  const nodes = useLive((state) => state.nodes)
  return useMemo(() => Object.values(nodes).filter(({ kind }) => isOfCategory(kind, 'guard')), [nodes])
}

export function useMode(): ModeState {
  const deployment = useLive((state) => state.deployment)
  const nodes = useLive((state) => state.nodes)
  return useMemo(() => modeState(deployment, Object.values(nodes)), [deployment, nodes])
}

/** Guards that have halted by themselves, after a day's loss. */
export function haltedGuards(guards: readonly NodeStatus[]): readonly string[] {
  return guards
    .filter(({ note, control }) => note?.startsWith('halted') && control?.control !== 'flatten')
    .map(({ node }) => node)
}

/** Asks for stops of what runs. */
export function useStops(): {
  readonly isAsking: boolean
  can(control: Control): boolean
  ask(control: Control): void
} {
  const client = useTRPCClient()
  const deployment = useLive((state) => state.deployment)
  const guards = useGuards()
  const { isAsking, ask } = useRequest()
  const hasHalted = haltedGuards(guards).length > 0
  return {
    isAsking,
    can: (control) => guards.length > 0 && canAsk(control, deployment, hasHalted),
    ask: (control) => {
      if (deployment) ask(async () => void (await client.deployments.control.mutate({ id: deployment.id, control })))
    },
  }
}
