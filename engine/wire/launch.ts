/** How a node host is told, at its start, whom to report to: flags for what people may see, the environment for the token. */
import { z } from 'zod'

/** Environment variable that holds the token a host shows in its `hello`; not a flag, since any user may read flags. */
export const TOKEN_VARIABLE = 'PATCHBAY_TOKEN'

export const hostLaunch = z.object({
  /** ZeroMQ endpoint of the supervisor's ROUTER, e.g. `ipc:///tmp/pb-1a2b/control`. */
  control: z.string().min(1),
  deployment: z.string().min(1),
  /** The process's name in the deployment's placements. */
  host: z.string().min(1),
  token: z.string().min(1),
})
export type HostLaunch = z.infer<typeof hostLaunch>

/** Flags and environment for a host's process: `fork(bundle, args, { env: { ...process.env, ...env } })`. */
export function launchArguments(launch: HostLaunch): { args: string[]; env: Record<string, string> } {
  const { control, deployment, host, token } = launch
  return {
    args: ['--control', control, '--deployment', deployment, '--host', host],
    env: { [TOKEN_VARIABLE]: token },
  }
}

/**
 * Reads what `launchArguments` made.
 * @param args the flags, without the program and script. @throws Error that names what is missing.
 */
export function parseLaunch(args: readonly string[], env: Readonly<Record<string, string | undefined>>): HostLaunch {
  const flag = (name: string) => {
    const at = args.indexOf(`--${name}`)
    return at < 0 ? undefined : args[at + 1]
  }
  const parsed = hostLaunch.safeParse({
    control: flag('control'),
    deployment: flag('deployment'),
    host: flag('host'),
    token: env[TOKEN_VARIABLE],
  })
  if (parsed.success) return parsed.data
  const missing = parsed.error.issues.map((issue) => String(issue.path[0]))
  const names = missing.map((name) => (name === 'token' ? TOKEN_VARIABLE : `--${name}`))
  throw new Error(`a node host is started by the supervisor; ${names.join(', ')} missing`)
}
