/** What the server and the command line use of the engine. */
export { graphHash } from '../graph'
export { type DataCheck, type DatasetInfo, ImportError, type ImportOptions, type ImportResult } from '../store'
export {
  type ApplyPlan,
  type StartInput,
  SUPERVISOR_ERROR_CODES,
  SupervisorError,
  type SupervisorErrorCode,
  type SweepRequest,
} from '../wire/client-protocol'
export { deploymentDirectory, runDirectory, sweepDirectory } from '../wire/home'
export { checkDataset, datasets, importDataset, removeDataset } from './data'
export { type ConnectOptions, connectSupervisor, type SupervisorClient } from './supervisor-client'
export { checkTopology } from './topology'
