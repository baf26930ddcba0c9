// Runs one command to its end; its output is kept back and shown only when it fails.
import { spawn } from 'node:child_process'

const TAIL_LINES = 60
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** While the child runs, a stop signal that reaches only this process must not leave an installer or a build behind. */
function stopTogether(child) {
  const stop = (signal) => {
    child.kill(signal)
    process.exit(1)
  }
  for (const signal of STOP_SIGNALS) process.on(signal, stop)
  return () => {
    for (const signal of STOP_SIGNALS) process.off(signal, stop)
  }
}

export class CommandFailed extends Error {}

/** Resolves with what the command printed, rejects with CommandFailed that ends in the last lines of it. */
export function run(command, args, { cwd, env, shell = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      shell,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const letGo = stopTogether(child)
    let output = ''
    const keep = (chunk) => {
      output += chunk
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.once('error', (error) => reject(new CommandFailed(`${command} could not be started: ${error.message}`)))
    child.once('close', (code, signal) => {
      letGo()
      if (code === 0) return resolve(output)
      const tail = output.trimEnd().split('\n').slice(-TAIL_LINES).join('\n')
      reject(new CommandFailed(`${[command, ...args].join(' ')} ended with ${signal ?? `code ${code}`}:\n${tail}`))
    })
  })
}

/** npm itself: the one that runs us when there is one, so that no shell and no PATH is needed. */
export function runNpm(args, options) {
  const script = process.env.npm_execpath
  if (script?.endsWith('npm-cli.js')) return run(process.execPath, [script, ...args], options)
  return run('npm', args, { ...options, shell: process.platform === 'win32' })
}
