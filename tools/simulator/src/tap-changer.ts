const STEP = 0.0125;
const HIGHEST_TAP = 8;
/** Half a step more than a tap moves the voltage, or it would hunt between two taps. */
const DEADBAND = 0.012;
const DELAY_MS = 30_000;

/** Keeps the output voltage near its nominal value by steps of 1.25 %, each after the deviation has lasted 30 s. */
export class TapChanger {
  private tap = 0;
  private outsideMs = 0;

  /** What the turns ratio multiplies the voltage by. */
  get ratio(): number {
    return 1 + this.tap * STEP;
  }

  /** @param output mean output voltage, per unit */
  observe(output: number, elapsedMs: number): void {
    const deviation = output - 1;
    this.outsideMs = Math.abs(deviation) > DEADBAND ? this.outsideMs + elapsedMs : 0;
    if (this.outsideMs < DELAY_MS) return;
    this.outsideMs = 0;
    const wanted = this.tap - Math.sign(deviation);
    if (Math.abs(wanted) <= HIGHEST_TAP) this.tap = wanted;
  }
}
