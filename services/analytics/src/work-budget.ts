import { TooBusy } from "./refusals.js";

const MAX_WAITING = 256;

/**
 * Lets work run side by side as long as its weights add up to no more than the capacity; the rest waits its turn.
 * Weighing by values instead of counting requests is what bounds memory: small ones hardly ever wait.
 */
export class WorkBudget {
  private taken = 0;
  private readonly waiting: { weight: number; start: () => void }[] = [];

  constructor(private readonly capacity: number) {}

  /** @throws TooBusy */
  async run<T>(weight: number, work: () => Promise<T>): Promise<T> {
    const share = Math.min(weight, this.capacity);
    await this.take(share);
    try {
      return await work();
    } finally {
      this.taken -= share;
      this.startWaiting();
    }
  }

  private take(weight: number): Promise<void> | undefined {
    if (this.waiting.length === 0 && this.taken + weight <= this.capacity) {
      this.taken += weight;
      return undefined;
    }
    if (this.waiting.length >= MAX_WAITING) throw new TooBusy();
    return new Promise((start) => this.waiting.push({ weight, start }));
  }

  private startWaiting(): void {
    let next = this.waiting[0];
    while (next !== undefined && this.taken + next.weight <= this.capacity) {
      this.waiting.shift();
      this.taken += next.weight;
      next.start();
      next = this.waiting[0];
    }
  }
}
