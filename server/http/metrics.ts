/** Figures for Prometheus. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { DeploymentBook } from '../deployments/book'
import type { Engine } from '../engine'

export interface Metrics {
  /** Counts a request when it has been answered. */
  watch(request: IncomingMessage, response: ServerResponse): void
  text(): Promise<string>
  readonly contentType: string
}

/** First part of a path: few enough to be a label. */
const KNOWN = new Set(['api', 'topology', 'trpc', 'healthz', 'metrics', 'docs', 'signin', 's', 't', 'runs', '_next'])
function areaOf(url: string | undefined): string {
  const first = (url ?? '/').split(/[/?]/)[1] ?? ''
  return KNOWN.has(first) ? first : 'page'
}

export function makeMetrics(sources: { engine: Engine; book: DeploymentBook; liveClients: () => number }): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'patchbay_server_' })
  const labelNames = ['area', 'method', 'status'] as const
  const registers = [registry]
  const requests = new Counter({
    name: 'patchbay_http_requests_total',
    help: 'Requests answered',
    labelNames,
    registers,
  })
  const seconds = new Histogram({
    name: 'patchbay_http_request_seconds',
    help: 'Time to answer a request',
    labelNames: ['area'] as const,
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  })
  new Gauge({
    name: 'patchbay_supervisor_connected',
    help: '1 while the supervisor answers',
    registers,
    collect() {
      this.set(sources.engine.connected ? 1 : 0)
    },
  })
  new Gauge({
    name: 'patchbay_live_clients',
    help: 'Browsers on the live socket',
    registers,
    collect() {
      this.set(sources.liveClients())
    },
  })
  new Gauge({
    name: 'patchbay_deployments_active',
    help: 'Deployments that run, by mode and state',
    labelNames: ['mode', 'state'] as const,
    registers,
    collect() {
      this.reset()
      for (const { mode, state } of sources.book.active()) this.inc({ mode, state })
    },
  })
  return {
    watch(request, response) {
      const area = areaOf(request.url)
      const stop = seconds.startTimer({ area })
      response.once('close', () => {
        stop()
        requests.inc({ area, method: request.method ?? '', status: String(response.statusCode) })
      })
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}
