/** A view: direction in {-1, 0, 1}, strength in [0, 1]. */
export class SignalEvent {
  instrument = 0
  hedge = -1
  direction = 0
  strength = 0

  reset(): void {
    this.instrument = 0
    this.hedge = -1
    this.direction = 0
    this.strength = 0
  }
}
