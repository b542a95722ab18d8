import { ACCOUNT_HEADERS } from "@gridwatch/contracts";

/** Numbers what one life puts into one stream, and knows up to where all of it is acknowledged. */
export class PublisherTally {
  /** Readings that the stream has acknowledged. */
  confirmed = 0;
  private last = 0;
  private floor = 0;
  private floorReadings = 0;
  private readonly ahead = new Map<number, number>();

  constructor(private readonly life: string) {}

  /** Gives the next message its number. Whoever asks must `confirm` it, or end the life. */
  begin(): { number: number; headers: Record<string, string> } {
    const number = ++this.last;
    return {
      number,
      headers: {
        [ACCOUNT_HEADERS.life]: this.life,
        [ACCOUNT_HEADERS.number]: String(number),
        [ACCOUNT_HEADERS.confirmed]: `${this.floor}/${this.floorReadings}`,
      },
    };
  }

  /** @param readings that the stream has acknowledged with it; 0 for a message that was given up */
  confirm(number: number, readings: number): void {
    this.confirmed += readings;
    this.ahead.set(number, readings);
    for (;;) {
      const next = this.ahead.get(this.floor + 1);
      if (next === undefined) return;
      this.floor += 1;
      this.floorReadings += next;
      this.ahead.delete(this.floor);
    }
  }
}
