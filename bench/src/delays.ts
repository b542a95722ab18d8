/** How long readings took from the device's hand to a place where they were seen. */
export class Delays {
  private readonly publishedAt = new Map<string, number>();
  private readonly delays: number[] = [];

  published(device: string, timestamp: number): void {
    this.publishedAt.set(`${device} ${timestamp}`, performance.now());
  }

  /** Counts once per reading; what is not known, or seen already, is left out. */
  seen(device: string, timestamp: number): void {
    const reading = `${device} ${timestamp}`;
    const at = this.publishedAt.get(reading);
    if (at === undefined) return;
    this.publishedAt.delete(reading);
    this.delays.push(performance.now() - at);
  }

  /** Readings published and not yet seen. */
  get missing(): number {
    return this.publishedAt.size;
  }

  get count(): number {
    return this.delays.length;
  }

  clear(): void {
    this.publishedAt.clear();
    this.delays.length = 0;
  }

  /** @param share 0.99 for the delay that 99 of 100 readings do not exceed. NaN when nothing was seen. */
  percentile(share: number): number {
    const sorted = Float64Array.from(this.delays).sort();
    return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  }
}
