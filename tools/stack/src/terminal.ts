import { stripVTControlCharacters } from "node:util";

export interface Screen {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** Back to the start of the line, and the line erased. */
export const CLEAR_LINE = "\r\u001b[2K";
const STATUS_EVERY_MS = 10_000;

/** Lines, and below them one status line: rewritten in place on a terminal, else a line of its own every ten seconds. */
export class Terminal {
  private statusText = "";
  private lastStatusAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly screen: Screen,
    private readonly now: () => number = () => performance.now(),
  ) {}

  line(text: string): void {
    this.screen.write(`${this.statusText === "" ? "" : CLEAR_LINE}${text}\n`);
    this.draw();
  }

  status(text: string): void {
    if (this.screen.isTTY) {
      this.statusText = text;
      this.screen.write(CLEAR_LINE);
      this.draw();
    } else if (this.now() - this.lastStatusAt >= STATUS_EVERY_MS) {
      this.lastStatusAt = this.now();
      this.screen.write(`${text}\n`);
    }
  }

  /** Leaves the status line standing as the last thing said and writes below it. */
  endStatus(): void {
    if (this.statusText !== "") this.screen.write("\n");
    this.statusText = "";
  }

  /** A status line that wrapped could not be rewritten. */
  private draw(): void {
    if (this.statusText === "") return;
    this.screen.write(stripVTControlCharacters(this.statusText).slice(0, (this.screen.columns ?? 80) - 1));
  }
}

/** `0.8 s` */
export function seconds(elapsedMs: number): string {
  return `${(elapsedMs / 1_000).toFixed(1)} s`;
}
