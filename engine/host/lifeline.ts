/**
 * Ties this process to its parent: no host outlives its supervisor. The end of the IPC channel ends an idle process at
 * once; a watchdog thread ends one that is stuck in a loop and so can't hear of it.
 */
import { Worker } from 'node:worker_threads'
import { PARENT_CHECK_MS } from './limits'

/** To be called first: a process whose parent is gone already ends here. */
export function holdLifeline(): void {
  process.on('disconnect', () => process.exit(0))
  if (!process.connected) process.exit(0)
  // Ctrl-C, or the end of a terminal, reaches every process of it; the supervisor says in which order to stop.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined)
}

/** Starts the thread that kills this process when its parent is no longer the one it was. */
export function startWatchdog(parent: number): void {
  const source = `
    const { workerData } = require('node:worker_threads')
    setInterval(() => {
      if (process.ppid !== workerData.parent) process.kill(process.pid, 'SIGKILL')
    }, workerData.everyMs)`
  const worker = new Worker(source, {
    eval: true,
    workerData: { parent, everyMs: PARENT_CHECK_MS },
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 },
  })
  worker.unref()
}
