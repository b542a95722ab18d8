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
  /** By room, the place in the changes of anomalies from which on it has missed them; `undefined` while it misses none. */
  readonly rooms = new Map<string, number | undefined>();
  /** When it fell behind; `undefined` while it keeps up. */
  behindSince: number | undefined;

  constructor(readonly connection: LiveConnection) {}

  get isBehind(): boolean {
    return this.behindSince !== undefined;
  }

  /** Notes that from this place on it misses changes, unless it already does. */
  missFrom(room: string, position: number): void {
    this.rooms.set(room, this.rooms.get(room) ?? position);
  }

  /** Where it began to miss changes that it is told of now. */
  takeMissedFrom(room: string): number | undefined {
    const position = this.rooms.get(room);
    if (position !== undefined) this.rooms.set(room, undefined);
    return position;
  }
}
