import { WriteBatcher } from "./write-batcher.js";

/** A database that answers when it is told to. */
class Database {
  readonly writes: { lines: number; answer: (error?: Error) => void }[] = [];

  /** Each message is how many lines it has. */
  readonly write = (batch: number[]): Promise<void> =>
    new Promise((resolve, reject) => {
      const lines = batch.reduce((sum, own) => sum + own, 0);
      this.writes.push({ lines, answer: (error) => (error === undefined ? resolve() : reject(error)) });
    });
}

describe("the write batcher", () => {
  it("writes at once what fills a batch, and no more than so many at a time", async () => {
    const database = new Database();
    const batcher = new WriteBatcher({ batchLines: 100, batchMs: 60_000, writesInFlight: 3 }, database.write);
    const stored = Array.from({ length: 10 }, () => batcher.store(50, 50));
    expect(database.writes.map(({ lines }) => lines)).toEqual([100, 100, 100]);
    database.writes[0]?.answer();
    await stored[0];
    await stored[1];
    expect(database.writes).toHaveLength(4);
    for (const { answer } of database.writes) answer();
    await new Promise(setImmediate);
    for (const { answer } of database.writes) answer();
    await Promise.all(stored);
    expect(database.writes).toHaveLength(5);
  });

  it("writes at once what many small messages hold", async () => {
    const database = new Database();
    const batcher = new WriteBatcher({ batchLines: 5_000, batchMs: 60_000, writesInFlight: 3 }, database.write);
    const stored = Array.from({ length: 256 }, () => batcher.store(2, 2));
    expect(database.writes.map(({ lines }) => lines)).toEqual([256, 256]);
    for (const { answer } of database.writes) answer();
    await Promise.all(stored);
  });

  it("writes what has waited long enough", async () => {
    const database = new Database();
    const batcher = new WriteBatcher({ batchLines: 100, batchMs: 5, writesInFlight: 3 }, database.write);
    const stored = [batcher.store(10, 10), batcher.store(20, 20)];
    while (database.writes.length === 0) await new Promise(setImmediate);
    expect(database.writes.map(({ lines }) => lines)).toEqual([30]);
    database.writes[0]?.answer();
    await Promise.all(stored);
  });

  it("never splits a message, however large", async () => {
    const database = new Database();
    const batcher = new WriteBatcher({ batchLines: 100, batchMs: 60_000, writesInFlight: 3 }, database.write);
    const stored = batcher.store(512, 512);
    expect(database.writes.map(({ lines }) => lines)).toEqual([512]);
    database.writes[0]?.answer();
    await stored;
  });

  it("tells every message of a write that failed, and goes on", async () => {
    const database = new Database();
    const batcher = new WriteBatcher({ batchLines: 100, batchMs: 60_000, writesInFlight: 1 }, database.write);
    const failed = [batcher.store(50, 50), batcher.store(50, 50)];
    database.writes[0]?.answer(new Error("gone"));
    expect((await Promise.allSettled(failed)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    const next = batcher.store(100, 100);
    database.writes[1]?.answer();
    await next;
  });
});
