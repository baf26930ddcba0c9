/** A host process that knows the runtime's toy kinds. */
import { findToy } from '../runtime/toy-kinds.testing'
import { holdLifeline } from './lifeline'
import { startHost } from './start'

holdLifeline()
void startHost({ findKind: findToy, openDataset: () => () => Promise.reject(new Error('toys have no datasets')) })
