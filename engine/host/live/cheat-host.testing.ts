/** A host process in which a feature cheats. */
import { holdLifeline } from '../lifeline'
import { startHost } from '../start'
import { findCheat } from './cheat.testing'

holdLifeline()
void startHost({ findKind: findCheat, openDataset: () => () => Promise.reject(new Error('there is no store here')) })
