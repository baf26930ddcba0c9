/**
 * Work that takes long or much memory (reading all of a run's data or records) is done by a short-lived child, so that
 * the supervisor keeps hearing its hosts. The child is this same program with the argument `task`.
 */
import { fork } from 'node:child_process'
import { z } from 'zod'
import type { Plan } from '../graph'
import { MODES } from '../sdk'
import { wordsOf } from './files'

const ownData = <T>() => z.custom<T>((value) => typeof value === 'object' && value !== null)

/** What is known of a run's data: see RunData of engine/runtime. Instants are UTC ns in decimal. */
export const dataSummary = z.object({
  steps: z.number(),
  hash: z.string(),
  rows: z.number(),
  fromNs: z.string().nullable(),
  toNs: z.string().nullable(),
})
export type DataSummary = z.infer<typeof dataSummary>

export const taskRequest = z.discriminatedUnion('type', [
  /** Open the plan's sources and write the union of their rows' times. Answer: the data's summary. */
  z.object({
    type: z.literal('timeline'),
    plan: ownData<Plan>(),
    home: z.string(),
    path: z.string(),
    /** Of the timeline before it, the steps before `fromStep` stay as they are. */
    before: z.object({ path: z.string(), fromStep: z.number() }).nullable(),
  }),
  /** Read the hosts' records and write report.json and the other results. */
  z.object({
    type: z.literal('report'),
    /** The plan with all nodes there ever were: whom the record tells of. */
    plan: ownData<Plan>(),
    /** As the `timeline` task told it. */
    data: dataSummary.nullable(),
    mode: z.enum(MODES),
    seed: z.number(),
    home: z.string(),
    recordDirs: z.array(z.string()),
    outDir: z.string(),
  }),
])
export type TaskRequest = z.infer<typeof taskRequest>

export const taskAnswer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), data: dataSummary.nullable() }),
  z.object({ ok: z.literal(false), error: z.string() }),
])
export type TaskAnswer = z.infer<typeof taskAnswer>

export type RunTask = (request: TaskRequest, signal?: AbortSignal) => Promise<DataSummary | null>

/** Runs a task in a child. @throws Error with the task's own words. */
export function taskRunner(script: string, args: readonly string[]): RunTask {
  return (request, signal) =>
    new Promise((resolve, reject) => {
      const child = fork(script, [...args], {
        execArgv: ['--enable-source-maps'],
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        ...(signal ? { signal, killSignal: 'SIGKILL' as const } : {}),
      })
      child.once('message', (message) => {
        const answer = taskAnswer.safeParse(message)
        if (!answer.success) reject(new Error('the task process gave an answer that could not be read'))
        else if (answer.data.ok) resolve(answer.data.data)
        else reject(new Error(answer.data.error))
      })
      child.once('error', reject)
      child.once('exit', (code, killed) =>
        reject(new Error(`the ${request.type} could not be made: its process ended with ${killed ?? `code ${code}`}`)),
      )
      child.send(request, (error) => error && reject(error))
    })
}

/** The child's side: takes one request from its parent, answers it and ends; ends at once when the parent is gone. */
export function serveTask(work: (request: TaskRequest) => Promise<DataSummary | null>): void {
  process.once('disconnect', () => process.exit(1))
  if (!process.connected) process.exit(1)
  process.once('message', (message) => {
    void answer(work, message).then((told) => process.send?.(told, () => process.exit(0)))
  })
}

async function answer(
  work: (request: TaskRequest) => Promise<DataSummary | null>,
  message: unknown,
): Promise<TaskAnswer> {
  try {
    return { ok: true, data: await work(taskRequest.parse(message)) }
  } catch (error) {
    return { ok: false, error: wordsOf(error) }
  }
}
