/** A host process whose node never comes back from a handler. */
import { writeFileSync } from 'node:fs'
import { findToy } from '../runtime/toy-kinds.testing'
import { holdLifeline } from './lifeline'
import { startHost } from './start'

holdLifeline()
void startHost({ findKind: findToy, openDataset: () => () => Promise.reject(new Error('none')) }).then(() => {
  writeFileSync(process.env.STUCK_FLAG ?? '', 'stuck')
  for (;;) Math.random()
})
