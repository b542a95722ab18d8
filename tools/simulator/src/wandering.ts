import type { Random } from "./random.js";

/**
 * Noise with a memory (an Ornstein–Uhlenbeck process): it wanders around 0 and forgets where it was after about
 * `timeConstantMs`. Loads and grid voltages move like this; independent noise per reading would look like a broken sensor.
 */
export class Wandering {
  private value: number;

  constructor(
    private readonly random: Random,
    private readonly deviation: number,
    private readonly timeConstantMs: number,
  ) {
    this.value = deviation * random.normal();
  }

  /** Moves on by `elapsedMs`; exact for any step. */
  step(elapsedMs: number): number {
    const memory = Math.exp(-elapsedMs / this.timeConstantMs);
    this.value = this.value * memory + this.deviation * Math.sqrt(1 - memory * memory) * this.random.normal();
    return this.value;
  }
}
