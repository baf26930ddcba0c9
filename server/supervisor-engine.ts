/** The engine as the server really has it: the supervisor's client, and the files of PATCHBAY_HOME. */
import {
  checkDataset,
  checkTopology,
  connectSupervisor,
  datasets,
  graphHash,
  ImportError,
  importDataset,
  runDirectory,
  type DatasetInfo as StoredDataset,
  SupervisorError,
  type SupervisorErrorCode,
  sweepDirectory,
} from '../engine/client'
import { type DatasetInfo, datasetCheck, type Engine, EngineAway, EngineRefusal, type RefusalCode } from './engine'

const REFUSALS: { readonly [C in SupervisorErrorCode]?: RefusalCode } = {
  NOT_FOUND: 'NOT_FOUND',
  CONFLICT: 'CONFLICT',
  BAD_REQUEST: 'BAD_REQUEST',
  INVALID_TOPOLOGY: 'INVALID',
  HOST_FAILED: 'HOST_FAILED',
}

/** Its errors in our words. What is neither a refusal nor an absence is a defect, and stays as it is. */
function asOurs(error: unknown): unknown {
  if (!(error instanceof SupervisorError)) return error
  if (error.code === 'UNAVAILABLE') return new EngineAway()
  const code = REFUSALS[error.code]
  return code ? new EngineRefusal(code, error.message, error.problems) : error
}

function ask<T>(answer: Promise<T>): Promise<T> {
  return answer.catch((error: unknown) => {
    throw asOurs(error)
  })
}

const toInfo = ({ name, simulated, instruments, rows, from, to }: StoredDataset): DatasetInfo => ({
  name,
  simulated,
  instruments: instruments.map(({ symbol }) => symbol),
  rows,
  from,
  to,
})

/** Connects to the supervisor of this home, and goes on trying; returns at once. */
export function connectEngine(home: string): Engine {
  const client = connectSupervisor({ home })
  return {
    get connected() {
      return client.connected
    },
    onConnection: (listener) => client.onConnection(listener),
    onTelemetry: (listener) => client.onTelemetry(listener),
    start: (request) => ask(client.start(request)),
    stop: (id) => ask(client.stop(id)),
    list: () => ask(client.list()),
    snapshot: (id) =>
      ask(client.snapshot(id)).catch((error: unknown) => {
        if (error instanceof EngineRefusal && error.code === 'NOT_FOUND') return null
        throw error
      }),
    startNode: (id, node) => ask(client.startNode(id, node)),
    stopNode: (id, node) => ask(client.stopNode(id, node)),
    setSpeed: (id, speed) => ask(client.setSpeed(id, speed)),
    control: (id, control) => ask(client.control(id, control)),
    planApply: (id, topology) => ask(client.planApply(id, topology)),
    apply: (id, topology, revision) => ask(client.apply(id, topology, revision)),
    kill: async () => (await ask(client.kill())).halted,
    remove: (id) => ask(client.remove(id)),
    records: (id, sinceSeq) => ask(client.records(id, sinceSeq)),
    decisions: (id) => ask(client.decisions(id)),
    why: (id, orderId) => ask(client.why(id, orderId)),
    startSweep: (request) => ask(client.startSweep(request)),
    stopSweep: (id) => ask(client.stopSweep(id)),
    sweeps: () => ask(client.sweeps()),
    removeSweep: (id) => ask(client.removeSweep(id)),
    sweepDirectory: (id) => sweepDirectory(home, id),
    debug: {
      open: (opening) => ask(client.openDebug(opening)),
      ask: (id, command) => ask(client.askDebug(id, command)),
      curve: (id) => ask(client.debugCurve(id)),
      close: (id) => ask(client.closeDebug(id)),
    },
    runDirectory: (id) => runDirectory(home, id),
    checkTopology: (topology) => checkTopology(topology, home),
    graphHash,
    datasets: async () => (await datasets(home)).map(toInfo),
    checkDataset: async (name) => datasetCheck.parse(await checkDataset(home, name)),
    async importDataset(paths, { as, tz, label }) {
      try {
        const options = { as, ...(tz ? { tz } : {}), ...(label ? { label } : {}) }
        return toInfo((await importDataset(home, paths, options)).dataset)
      } catch (error) {
        throw error instanceof ImportError ? new EngineRefusal('INVALID', error.message) : error
      }
    },
    async close() {
      client.close()
    },
  }
}
