import { Socket } from "node:net";

/** Some 60 readings: being woken for so many costs little beside them. */
const WORTH_WAKING_BYTES = 16_384;

/**
 * A socket that is read once in a while, unless much comes: what comes meanwhile waits in the kernel, and is then read at once. Node wakes for every
 * message that a broker writes, if it has the time, and being woken costs more than a message does (docs/adr/0018).
 */
export class PacedSocket extends Socket {
  private muchComes = false;

  constructor(private readonly everyMs: number) {
    super();
  }

  /** Has Node stop reading after each chunk, until it is asked for the next. */
  override push(chunk: Buffer | null, encoding?: BufferEncoding): boolean {
    this.muchComes = chunk !== null && chunk.length >= WORTH_WAKING_BYTES;
    super.push(chunk, encoding);
    return false;
  }

  override _read(size: number): void {
    if (this.muchComes) super._read(size);
    else setTimeout(() => super._read(size), this.everyMs);
  }
}
