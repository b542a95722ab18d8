/** What the rooms need of a client's connection. */
export interface LiveConnection {
  readonly id: string;
  /** How long frames have been waiting without any of them moving, in ms; 0 when none waits. */
  stalledMs(now: number): number;
  /** Whether the operating system has taken everything that was sent. */
  isDrained(): boolean;
  join(room: string): void;
  leave(room: string): void;
  /** Closes it without waiting for the other side. */
  cutOff(): void;
}

/** A client and the rooms it follows. While it is behind it is a member of none of them. */
export class LiveClient {
  readonly rooms = new Set<string>();
  /** When it fell behind; `undefined` while it keeps up. */
  behindSince: number | undefined;

  constructor(readonly connection: LiveConnection) {}

  get isBehind(): boolean {
    return this.behindSince !== undefined;
  }
}
