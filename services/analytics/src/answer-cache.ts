import { createHash } from "node:crypto";
import { SingleFlight } from "./single-flight.js";

/** An answer as it is sent. */
export interface Answer {
  /** JSON. */
  body: string;
  etag: string;
  /** How long from now on it is kept. */
  freshMs: number;
}

interface Held {
  body: string;
  etag: string;
  bytes: number;
  expiresAt: number;
}

/** What an entry takes beyond its body: key, tag, places in the map. */
const ENTRY_BYTES = 512;

/**
 * Keeps answers for their lifetime, those used last, within a number of bytes. The same question asked several times at once is
 * answered once.
 */
export class AnswerCache {
  /** In order of use, the least recent first. */
  private readonly held = new Map<string, Held>();
  private readonly inFlight = new SingleFlight<Held | undefined>();
  private bytes = 0;

  constructor(
    private readonly maxBytes: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * @param make the content, or `undefined` when there is none, which is not kept
   * @param lifetimeMs asked when the content was made
   * @throws what `make` throws; it is not kept either
   */
  get(key: string, make: () => Promise<object>, lifetimeMs: () => number): Promise<Answer>;
  get(key: string, make: () => Promise<object | undefined>, lifetimeMs: () => number): Promise<Answer | undefined>;
  async get(
    key: string,
    make: () => Promise<object | undefined>,
    lifetimeMs: () => number,
  ): Promise<Answer | undefined> {
    const known = this.find(key);
    const held = known ?? (await this.inFlight.run(key, () => this.make(key, make, lifetimeMs)));
    return held && { body: held.body, etag: held.etag, freshMs: Math.max(0, held.expiresAt - this.now()) };
  }

  private find(key: string): Held | undefined {
    const held = this.held.get(key);
    if (held === undefined) return undefined;
    this.forget(key, held);
    if (held.expiresAt <= this.now()) return undefined;
    this.keep(key, held);
    return held;
  }

  private async make(
    key: string,
    make: () => Promise<object | undefined>,
    lifetimeMs: () => number,
  ): Promise<Held | undefined> {
    const content = await make();
    if (content === undefined) return undefined;
    const body = JSON.stringify(content);
    // Weak: the edge may compress the same content.
    const etag = `W/"${createHash("sha1").update(body).digest("base64url")}"`;
    // Ids, names and numbers are ASCII, so that a character is a byte.
    const held = { body, etag, bytes: body.length + key.length + ENTRY_BYTES, expiresAt: this.now() + lifetimeMs() };
    if (held.bytes <= this.maxBytes) this.keep(key, held);
    return held;
  }

  private keep(key: string, held: Held): void {
    this.held.set(key, held);
    this.bytes += held.bytes;
    for (const [oldest, entry] of this.held) {
      if (this.bytes <= this.maxBytes) break;
      this.forget(oldest, entry);
    }
  }

  private forget(key: string, held: Held): void {
    this.held.delete(key);
    this.bytes -= held.bytes;
  }
}
