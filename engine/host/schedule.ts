import type { HostAssignment } from '../wire/control'
import { contentOf, type Part, partOf } from './part'

/** An assignment with this host's part of it. */
export interface Planned {
  readonly assignment: HostAssignment
  readonly part: Part
  /** Computed when it is first asked for: most runs never change, and a large plan takes as long as all else at a start. */
  readonly content: string
}

/** What this host runs now, and what it will run from later steps on. */
export class Schedule {
  active: Planned
  /** By first step, ascending. */
  pending: Planned[] = []

  constructor(
    private readonly host: string,
    assignment: HostAssignment,
  ) {
    this.active = this.plan(assignment)
  }

  /** All that is known to come, what holds now first. */
  get all(): readonly Planned[] {
    return [this.active, ...this.pending]
  }

  /** True if the newest assignment known makes the same run. */
  isNewest(assignment: HostAssignment): boolean {
    const newest = this.all.at(-1)
    return newest !== undefined && (newest.assignment === assignment || newest.content === contentOf(assignment))
  }

  /** Takes an assignment for later; one for the same step is replaced. */
  add(assignment: HostAssignment): Planned {
    const planned = this.plan(assignment)
    this.pending = [...this.pending.filter((one) => one.assignment.fromStep < assignment.fromStep), planned]
    return planned
  }

  /** The next assignment if it holds from this step, or if there is nothing to do before it. */
  takeDue(step: number): Planned | null {
    const next = this.pending[0]
    if (!next || (next.assignment.fromStep > step && !this.active.part.isIdle)) return null
    this.pending.shift()
    this.active = next
    return next
  }

  /** Takes an assignment that holds at once. @returns the one that held until now. */
  replace(assignment: HostAssignment): Planned {
    const before = this.active
    this.active = this.plan(assignment)
    return before
  }

  /** True if a link is part of what holds now or is to come. */
  hasLink(index: number): boolean {
    return this.all.some(({ assignment }) => assignment.plan.links.some((link) => link.index === index))
  }

  /** True if this host has, or will have, nothing more to do. */
  get isLeaving(): boolean {
    return this.all.at(-1)?.part.isIdle === true
  }

  private plan(assignment: HostAssignment): Planned {
    let content: string | null = null
    return {
      assignment,
      part: partOf(assignment, this.host),
      get content() {
        content ??= contentOf(assignment)
        return content
      },
    }
  }
}
