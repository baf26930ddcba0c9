/** How far a control has got: what each guard has told, and what that means for the deployment. */
import type { Control, DeploymentControl, GuardControl, NodeStatus } from '../sdk'
import type { HostMessage } from '../wire/control'

type Told = NonNullable<Extract<HostMessage, { type: 'heartbeat' }>['nodes'][number]['control']>
type Request = Pick<DeploymentControl, 'seq' | 'control' | 'requestedAt' | 'isKill'>

/** What is kept of a guard after a heartbeat: instants are those of the first time that it was told so. */
export function guardControlAfter(
  before: GuardControl | null | undefined,
  told: Told | null | undefined,
  at: string,
): GuardControl | null {
  if (!told) return before ?? null
  const { seq, control, isDone, note } = told
  const isSame = before?.seq === seq
  const doneAt = isDone ? ((isSame ? before.doneAt : null) ?? at) : null
  if (isSame && before.doneAt === doneAt && before.note === note) return before
  return { seq, control, note, doneAt, confirmedAt: isSame ? before.confirmedAt : at }
}

/** A guard that was stopped by hand: it lets nothing pass, and cancels and closes nothing either. */
const isStopped = ({ requested }: NodeStatus): boolean => requested !== 'run'

/** True for a control that is more than to let nothing pass: it has to cancel or to close. */
const hasWork = (control: Control): boolean => control !== 'pause' && control !== 'resume'

/**
 * The deployment's control: confirmed, or done, when the last of its guards is. Guards that are stopped let nothing pass,
 * which confirms it; what is out and held behind one stays so, which keeps it from being done.
 */
export function deploymentControlOf(request: Request | null, guards: readonly NodeStatus[]): DeploymentControl | null {
  if (request === null) return null
  const working = guards.filter((guard) => !isStopped(guard))
  const told = working.map(({ control }) => (control && control.seq >= request.seq ? control : null))
  const latest = (instants: readonly (string | null | undefined)[]) =>
    instants.every((at) => at != null) ? ([request.requestedAt, ...instants].toSorted().at(-1) ?? null) : null
  const confirmedAt = latest(told.map((one) => one?.confirmedAt))
  const isLeft = hasWork(request.control) && guards.some((guard) => isStopped(guard) && !isDoneBy(guard, request.seq))
  return { ...request, confirmedAt, doneAt: isLeft ? null : confirmedAt && latest(told.map((one) => one?.doneAt)) }
}

/** True for a guard that had done its part before it was stopped. */
const isDoneBy = ({ control }: NodeStatus, seq: number): boolean => control?.seq === seq && control.doneAt !== null

/** True once nothing more will come of a control: it is done, or each guard has, says why it can't, or is stopped. */
export function isOver({ doneAt, seq }: DeploymentControl, guards: readonly NodeStatus[]): boolean {
  if (doneAt !== null) return true
  return guards.every(
    (guard) => isStopped(guard) || isDoneBy(guard, seq) || (guard.control?.seq === seq && guard.control.note !== null),
  )
}

/**
 * Why a control can't be taken after the one that holds now, in words; null where it can.
 * @param isNowOver of the one now. @param stopped sources and gateways stopped by hand: nothing is closed without them.
 */
export function refusalOf(
  now: DeploymentControl | null,
  next: Control,
  isNowOver: boolean,
  stopped: readonly string[] = [],
): string | null {
  if (now?.isKill) return 'the kill switch was used: everything is being closed, then it stops'
  if (now?.control !== 'flatten' || next === 'flatten') return null
  if (next !== 'resume') return 'it flattens and halts: that holds until it is resumed'
  if (isNowOver) return null
  if (stopped.length === 0) return 'it is still closing positions: resume when it is flat, or stop it'
  const [are, them] = stopped.length === 1 ? ['is', 'it'] : ['are', 'them']
  return `it can't close its positions while ${stopped.join(', ')} ${are} stopped: start ${them} again, or stop the run`
}
