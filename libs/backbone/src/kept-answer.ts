/** An answer that everybody shares who asks for it within a short time. */
export class KeptAnswer<T> {
  private kept: { at: number; answer: Promise<T> } | undefined;

  constructor(
    private readonly ask: () => Promise<T>,
    private readonly keptMs: number,
  ) {}

  get(): Promise<T> {
    const now = performance.now();
    if (this.kept === undefined || now - this.kept.at > this.keptMs) this.kept = { at: now, answer: this.ask() };
    return this.kept.answer;
  }
}
