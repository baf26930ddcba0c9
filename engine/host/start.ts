/** The process of a node host, whatever kinds it knows. */
import { dataEndpoint } from '../wire/endpoint'
import { parseLaunch } from '../wire/launch'
import { ControlLink } from './control-link'
import { startWatchdog } from './lifeline'
import { FAREWELL_MS_MAX } from './limits'
import { type HostDeps, NodeHost } from './node-host'

/** Runs a node host in this process; it ends when the supervisor says so, or is gone. */
export async function startHost(deps: HostDeps): Promise<void> {
  const parent = process.ppid
  const launch = parseLaunch(process.argv.slice(2), process.env)
  process.title = `patchbay host ${launch.host}`
  const control = new ControlLink(launch)
  // The socket lingers over its last words while the process ends; the timer ends one that lingers too long.
  const exit = (code: number) => {
    process.exitCode = code
    setTimeout(() => process.exit(code), FAREWELL_MS_MAX / 3)
  }
  await NodeHost.start(launch, control, dataEndpoint(launch.control, launch.host, process.pid), deps, exit)
  // Where the kernel ends this process with its parent, nothing needs to watch.
  if (process.env.PATCHBAY_DEATH_BOUND !== '1') startWatchdog(parent)
}
