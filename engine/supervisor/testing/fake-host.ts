/**
 * A node host for tests: speaks the documented control protocol over real sockets, but runs no nodes. It notes every
 * command in `<dir>/commands.jsonl` and keeps its place in `<dir>/step`. A file in the home names a host that misbehaves:
 * `refuse` (says no to its configuration), `stubborn` (does not stop) or `dozy-<host>` (answers its configuration only
 * when that file is gone).
 */
import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Dealer } from 'zeromq'
import type { Control } from '../../sdk'
import type { HostAssignment, HostCommand, HostMessage } from '../../wire/control'
import { CONTROL_PROTOCOL } from '../../wire/control'
import { decodeCommand, encodeControl } from '../../wire/control-codec'
import { parseLaunch } from '../../wire/launch'

process.on('disconnect', () => process.exit(0))

const launch = parseLaunch(process.argv.slice(2), process.env)
const socket = new Dealer({ linger: 0 })
const outgoing: Buffer[] = []
let isSending = false
let dir = ''
let home = ''
let step = 0
let steps = 0
let isRunning = false
let hasFinished = false
let assignment: HostAssignment | null = null
/** What its guards obey, at once. */
let control: { seq: number; control: Control; isDone: true; note: null } | null = null

async function drain(): Promise<void> {
  isSending = true
  for (let next = outgoing.shift(); next; next = outgoing.shift()) await socket.send(next)
  isSending = false
}

function tell(message: HostMessage): void {
  outgoing.push(encodeControl(message))
  if (!isSending) void drain()
}

function own() {
  const nodes = assignment?.placements.find(({ host }) => host === launch.host)?.nodes ?? []
  return (assignment?.plan.nodes ?? []).filter(({ index }) => nodes.includes(index))
}

const isToldTo = (misbehave: string) =>
  existsSync(join(home, misbehave)) && readFileSync(join(home, misbehave), 'utf8') === launch.host

function beat(): void {
  if (!assignment) return
  if (isRunning && step < steps) {
    step++
    writeFileSync(join(dir, 'step'), String(step))
  }
  if (isRunning && step >= steps && !hasFinished) {
    hasFinished = true
    tell({ type: 'finished', step })
  }
  const figures = { eventsIn: step, eventsOut: step, ready: true, pnl: null, values: {}, blocked: {}, note: null }
  const state = hasFinished ? ('finished' as const) : ('running' as const)
  const nodes = own().map(({ index, category }) => ({
    node: index,
    control: category === 'guard' ? control : null,
    state,
    step,
    ts: new Date(step * 60_000).toISOString(),
    ...figures,
  }))
  const links = assignment.plan.links
    .filter(({ to }) => own().some(({ index }) => index === to))
    .map(({ index }) => ({ link: index, events: step, queued: 0, dropped: 0 }))
  tell({ type: 'heartbeat', nodes, links, cpu: 0.1, rssBytes: process.memoryUsage.rss() })
}

function configure(command: Extract<HostCommand, { type: 'configure' }>): string | null {
  dir = command.dir
  home = command.home
  assignment = command.assignment
  if (isToldTo('refuse')) return 'this node does not want to run'
  const kept = join(dir, 'step')
  step = existsSync(kept) ? Number(readFileSync(kept, 'utf8')) : command.assignment.fromStep
  steps = statSync(command.assignment.timelinePath).size / 8
  setInterval(beat, 40)
  return null
}

function note(command: HostCommand): void {
  if (!dir) return
  const { plan: _plan, ...rest } = 'assignment' in command ? command.assignment : { plan: null }
  appendFileSync(join(dir, 'commands.jsonl'), `${JSON.stringify({ ...command, assignment: rest })}\n`)
}

function obey(command: HostCommand): void {
  const { id } = command
  if (command.type === 'configure') {
    const refusal = configure(command)
    note(command)
    const reply = refusal ? ({ ok: false, error: refusal } as const) : ({ ok: true, step } as const)
    const answer = () => {
      if (existsSync(join(home, `dozy-${launch.host}`))) setTimeout(answer, 10)
      else tell({ type: 'reply', id, ...reply })
    }
    answer()
    return
  }
  note(command)
  if (command.type === 'run') isRunning = true
  if (command.type === 'hold') isRunning = false
  if (command.type === 'control') control = { seq: command.seq, control: command.control, isDone: true, note: null }
  if (command.type === 'assign') {
    assignment = command.assignment
    steps = statSync(command.assignment.timelinePath).size / 8
  }
  tell({ type: 'reply', id, ok: true, step })
  if (command.type === 'stop' && !isToldTo('stubborn')) setTimeout(() => process.exit(0), 20)
}

async function main(): Promise<void> {
  if (!process.connected) process.exit(0)
  socket.connect(launch.control)
  const { deployment, host, token } = launch
  const endpoint = `fake://${host}/${process.pid}`
  tell({ type: 'hello', protocol: CONTROL_PROTOCOL, token, deployment, host, pid: process.pid, endpoint })
  for await (const [frame] of socket) if (frame) obey(decodeCommand(frame))
}

void main()
