import type { DesiredState } from './desired'

/** Hosts that come in with a change: they wait after their hello until it is known what they are to run. */
export class Joining {
  readonly hosts = new Set<string>()
  readonly desired: Promise<DesiredState>
  open: (desired: DesiredState) => void = () => {}

  constructor() {
    this.desired = new Promise((resolve) => {
      this.open = resolve
    })
  }
}
