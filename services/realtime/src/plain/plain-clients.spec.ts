import type { ReadingColumns } from "@gridwatch/contracts";
import { RealtimeCounts } from "../realtime-counts.js";
import { PlainClients, type PlainConnection } from "./plain-clients.js";

class MemoryConnection implements PlainConnection {
  queuedBytes = 0;
  isCutOff = false;
  private readonly written: string[] = [];

  write(frames: Buffer): void {
    this.written.push(...(frames.toString("latin1").match(/"v":\d+/g) ?? []));
  }
  cutOff(): void {
    this.isCutOff = true;
  }
  get values(): number[] {
    return this.written.map((text) => Number(text.slice(4)));
  }
}

function batch(devices: string[], values: number[]): ReadingColumns {
  const zeros = values.map(() => 0);
  return { devices, timestamps: zeros, receivedAt: zeros, suspect: [], metrics: { v: values } };
}

function started() {
  const counts = new RealtimeCounts();
  const clients = new PlainClients({ maxQueuedBytes: 1_000, stuckAfterMs: 30_000 }, counts);
  return { counts, clients, connection: new MemoryConnection() };
}

describe("a client of /ws", () => {
  it("gets every reading", () => {
    const { clients, connection } = started();
    clients.add(connection);
    clients.publish(batch(["a", "b", "a"], [1, 2, 3]));
    clients.publish(batch(["c"], [4]));
    expect(connection.values).toEqual([1, 2, 3, 4]);
  });

  it("gets only one unit's readings when it asks for that", () => {
    const { clients, connection } = started();
    clients.add(connection, "a");
    clients.publish(batch(["a", "b", "a"], [1, 2, 3]));
    expect(connection.values).toEqual([1, 3]);
  });

  it("gets nothing more once it has gone", () => {
    const { counts, clients, connection } = started();
    clients.add(connection, "a");
    clients.remove(connection, "a");
    clients.publish(batch(["a"], [1]));
    expect(connection.values).toEqual([]);
    expect(counts.frames.ws).toBe(0);
  });

  it("misses readings while it is behind, which is counted, and goes on when it has taken what it was sent", () => {
    const { counts, clients, connection } = started();
    const other = new MemoryConnection();
    clients.add(connection);
    clients.add(other);
    connection.queuedBytes = 1_001;
    clients.publish(batch(["a", "b"], [1, 2]));
    connection.queuedBytes = 1;
    clients.look(performance.now());
    clients.publish(batch(["a"], [3]));
    connection.queuedBytes = 0;
    clients.look(performance.now());
    clients.publish(batch(["a"], [4]));
    expect(connection.values).toEqual([4]);
    expect(other.values).toEqual([1, 2, 3, 4]);
    expect([counts.skippedBehind, clients.behindCount]).toEqual([3, 0]);
  });

  it("is cut off when it stays behind", () => {
    const { counts, clients, connection } = started();
    clients.add(connection);
    connection.queuedBytes = 1_001;
    clients.publish(batch(["a"], [1]));
    clients.look(performance.now());
    expect(connection.isCutOff).toBe(false);
    clients.look(performance.now() + 30_000);
    expect(connection.isCutOff).toBe(true);
    expect(counts.stuckClients).toBe(1);
    clients.remove(connection);
    expect(clients.behindCount).toBe(0);
  });
});
