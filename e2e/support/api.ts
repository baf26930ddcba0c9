// The HTTP interface as a script uses it, with the browser's own session.
import { type APIRequestContext, expect } from '@playwright/test'
import type { DeploymentSnapshot, Topology } from '../../engine/sdk'

export interface TopologyDetail {
  readonly id: string
  readonly topology: Topology
  readonly draftRevision: number
}

export class Api {
  constructor(private readonly request: APIRequestContext) {}

  async get<T>(path: string): Promise<T> {
    const answer = await this.request.get(path)
    expect(answer.status(), `GET ${path}: ${await answer.text()}`).toBe(200)
    return answer.json()
  }

  async post<T>(path: string, data: unknown): Promise<T> {
    const answer = await this.request.post(path, { data })
    expect(answer.status(), `POST ${path}: ${await answer.text()}`).toBe(200)
    return answer.json()
  }

  /** Status and body of a request that is meant to be refused. */
  async refused(method: 'POST' | 'PUT', path: string, data: unknown): Promise<{ status: number; text: string }> {
    const answer = await this.request.fetch(path, { method, data })
    return { status: answer.status(), text: await answer.text() }
  }

  /** What runs of this topology, as told to everybody. */
  async running(topologyId: string): Promise<DeploymentSnapshot & { pids: Record<string, number> }> {
    const list = await this.get<{ id: string; mode: string }[]>(`/api/deployments?topologyId=${topologyId}`)
    const found = list.find(({ mode }) => mode !== 'backtest')
    if (!found) throw new Error(`nothing of ${topologyId} has been started`)
    return this.get(`/api/deployments/${found.id}`)
  }

  async stopAll(): Promise<void> {
    const list = await this.get<{ id: string; state: string }[]>('/api/deployments')
    const active = list.filter(({ state }) => ['starting', 'running', 'stopping'].includes(state))
    for (const { id } of active) await this.post(`/api/deployments/${id}/stop`, {})
  }
}

/** Each fill of a snapshot in words that name it for life. */
export const fillNames = (snapshot: Pick<DeploymentSnapshot, 'fills'>): string[] =>
  snapshot.fills.map(({ ts, orderId, instrument, side, quantity, price }) =>
    [ts, orderId, instrument, side, quantity, price].join(' '),
  )

export const orderNames = (snapshot: Pick<DeploymentSnapshot, 'orders'>): string[] =>
  snapshot.orders.map(({ orderId }) => orderId)

/** Nothing that was there is gone, and nothing is there twice. */
export function expectKept(before: readonly string[], after: readonly string[]): void {
  expect(after.filter((name, index) => after.indexOf(name) !== index)).toEqual([])
  expect(before.filter((name) => !after.includes(name))).toEqual([])
}
