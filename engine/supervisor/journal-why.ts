/** Asks why an order of a run on the wall clock came about: a short-lived process reads its journals, one for each question. */
import { fork } from 'node:child_process'
import { writerNames } from '../graph'
import type { JournalAnswer } from '../sdk'
import { SupervisorError } from '../wire/client-protocol'
import { type WhyRequest, whyMessage } from '../wire/debug-messages'
import type { Deployment } from './deployment'
import { Turnstile, within } from './gate'
import { WHY_AT_ONCE_MAX, WHY_MS_MAX } from './limits'
import { deathBoundStart } from './parent-death'

export class JournalWhy {
  private readonly turnstile = new Turnstile(WHY_AT_ONCE_MAX)

  /** @param script the debug process, which knows the kinds. */
  constructor(private readonly script: string) {}

  /** @throws SupervisorError CONFLICT for a run without such journals, HOST_FAILED if they can't be read. */
  async ask({ id, current, files }: Deployment, orderId: string): Promise<JournalAnswer> {
    const { mode, registry } = current
    if (mode !== 'paper' && mode !== 'live')
      throw new SupervisorError('CONFLICT', `a ${mode} is done again from its drawing: it keeps no journals to ask`)
    const leave = await this.turnstile.enter()
    try {
      return await this.read({ type: 'why', dir: files.dir, deployment: id, orderId, names: writerNames(registry) })
    } finally {
      leave()
    }
  }

  private async read(request: WhyRequest): Promise<JournalAnswer> {
    const bound = deathBoundStart()
    const child = fork(this.script, [], {
      execArgv: bound?.execArgv ?? [],
      ...(bound ? { execPath: bound.execPath } : {}),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const answer = new Promise<JournalAnswer>((resolve, reject) => {
      child.once('message', (value) => {
        const message = whyMessage.safeParse(value).data
        if (message?.type === 'why') resolve(message.answer)
        else reject(failed(message?.error ?? 'its answer could not be read'))
      })
      child.once('error', (error) => reject(failed(error.message)))
      child.once('exit', (code, signal) => reject(failed(`its process ended with ${signal ?? `code ${code}`}`)))
      child.send(request, (error) => error && reject(failed(error.message)))
    })
    try {
      return await within(answer, WHY_MS_MAX, () => failed(`it took longer than ${WHY_MS_MAX / 1000} s`))
    } finally {
      child.kill('SIGKILL')
    }
  }
}

const failed = (why: string) => new SupervisorError('HOST_FAILED', `the journals of this run could not be read: ${why}`)
