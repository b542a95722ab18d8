import {
  type CountedMessage,
  count,
  countedMessage,
  openLedger,
  reopenLedger,
  restoreLedger,
  type SavedStreamLedger,
  type StreamLedger,
  skipUnseen,
  takeBack,
} from "./ledger.js";

/** Message `number` of a life, sent when `confirmed` of ten readings each were known to be safe. */
function message(seq: number, number: number, confirmed: number, life = "a"): CountedMessage {
  const publisher = { life, number, confirmed, confirmedReadings: confirmed * 10 };
  return { seq, subject: "telemetry.1", readings: 10, publisher };
}

const savedOf = (ledger: StreamLedger): SavedStreamLedger => JSON.parse(JSON.stringify(ledger)) as SavedStreamLedger;

describe("the ledger", () => {
  it("adds up what a stream held, by subject and life", () => {
    const ledger = openLedger("then", 1);
    count(ledger, message(1, 1, 0));
    count(ledger, message(2, 1, 0, "b"));
    count(ledger, message(3, 2, 1));
    expect(ledger).toMatchObject({ seq: 3, readings: 30, bySubject: { "telemetry.1": 30 }, lost: 0 });
    expect(ledger.lives["a"]).toMatchObject({ readings: 20, floor: 1 });
    expect(savedOf(ledger).lives["a"]?.ahead).toEqual([[2, 10]]);
  });

  it("counts no message twice, however often it reads it", () => {
    const ledger = openLedger("then", 1);
    for (const seq of [1, 1, 2, 1, 2]) count(ledger, message(seq, seq, seq - 1));
    expect(ledger.readings).toBe(20);
  });

  it("names what was acknowledged and is not there, the first message of a life included", () => {
    const ledger = openLedger("then", 1);
    count(ledger, message(2, 2, 1));
    expect(ledger.lost).toBe(10);
    count(ledger, message(5, 5, 4));
    expect(ledger.lost).toBe(30);
    expect(ledger.lives["a"]?.lost).toBe(30);
  });

  it("takes messages that overtook each other, and one that was given up, for no loss", () => {
    const ledger = openLedger("then", 1);
    for (const [seq, number] of [3, 1, 4].entries()) count(ledger, message(seq + 1, number, 0));
    // Number 2 was never acknowledged, and the process ended.
    count(ledger, message(4, 6, 1));
    expect(ledger.lost).toBe(0);
    expect(savedOf(ledger).lives["a"]?.ahead).toEqual([
      [3, 4, 10],
      [6, 10],
    ]);
  });

  it("sees what stands in the stream twice", () => {
    const ledger = openLedger("then", 1);
    count(ledger, message(1, 1, 0));
    count(ledger, message(2, 1, 0));
    count(ledger, message(3, 2, 1));
    count(ledger, message(4, 1, 0));
    expect(ledger).toMatchObject({ readings: 40, duplicated: 20, lost: 0 });
    expect(ledger.lives["a"]?.readings).toBe(20);
  });

  it("calls nothing lost that had gone before it could be counted, and says how much that was", () => {
    const ledger = openLedger("then", 1);
    count(ledger, message(1, 1, 0));
    skipUnseen(ledger, 101);
    count(ledger, message(101, 103, 100));
    count(ledger, message(102, 104, 102));
    expect(ledger).toMatchObject({ unseenMessages: 99, lost: 0 });
    // A life that begins afterwards is seen from its beginning.
    count(ledger, message(103, 2, 1, "b"));
    expect(ledger.lost).toBe(0);
    count(ledger, message(300_000, 2, 1, "c"));
    expect(ledger.lost).toBe(10);
  });

  it("calls nothing lost of a region that was there before it was gathered, and what is lost later lost", () => {
    const ledger = openLedger("then", 1);
    const gathered = { isGathered: true } as const;
    count(ledger, { ...message(1, 5_000, 4_990), ...gathered });
    count(ledger, { ...message(2, 5_001, 5_000), ...gathered });
    expect(ledger.lost).toBe(0);
    count(ledger, { ...message(3, 80_000, 5_001), ...gathered });
    count(ledger, { ...message(4, 80_001, 80_000), ...gathered });
    count(ledger, { ...message(5, 80_004, 80_001), ...gathered });
    count(ledger, { ...message(6, 80_005, 80_004), ...gathered });
    expect(ledger.lost).toBe(20);
  });

  it("goes on adding when the stream is made anew, and when its server comes back with fewer messages", () => {
    const ledger = openLedger("then", 1);
    for (const seq of [1, 2, 3]) count(ledger, message(seq, seq, seq - 1));
    takeBack(ledger, 1);
    count(ledger, message(2, 4, 3));
    expect(ledger).toMatchObject({ seq: 2, readings: 40, takenBackMessages: 2, lost: 0 });
    reopenLedger(ledger, "now", 1);
    count(ledger, message(1, 5, 4));
    expect(ledger).toMatchObject({ created: "now", seq: 1, readings: 50 });
  });

  it("goes on as before when it has been written down and read", () => {
    const ledger = openLedger("then", 1);
    for (const [seq, number] of [1, 3, 4].entries()) count(ledger, message(seq + 1, number, 0));
    const read = restoreLedger(savedOf(ledger));
    for (const one of [ledger, read]) {
      count(one, message(4, 3, 1));
      count(one, message(5, 2, 1));
      count(one, message(6, 6, 5));
    }
    expect(read).toEqual(ledger);
    expect(read).toMatchObject({ readings: 60, duplicated: 10, lost: 10 });
  });

  it("remembers a bounded number of lives", () => {
    const ledger = openLedger("then", 1);
    for (let seq = 1; seq <= 150; seq++) count(ledger, message(seq, 1, 0, `life-${seq}`));
    expect(Object.keys(ledger.lives)).toHaveLength(100);
    expect(ledger.lives["life-150"]).toBeDefined();
    expect(ledger.readings).toBe(1_500);
  });

  it("reads headers, and counts a message without any as one of a stranger", () => {
    const headers: Record<string, string> = {
      "Grid-Readings": "7",
      "Grid-Life": "host.x",
      "Grid-Number": "3",
      "Grid-Confirmed": "2/11",
    };
    expect(countedMessage(1, "s", (name) => headers[name] ?? "")).toEqual({
      seq: 1,
      subject: "s",
      readings: 7,
      publisher: { life: "host.x", number: 3, confirmed: 2, confirmedReadings: 11 },
    });
    expect(countedMessage(1, "s", () => "")).toEqual({ seq: 1, subject: "s", readings: 0 });
    const source: Record<string, string> = { "Nats-Stream-Source": "TELEMETRY:x 1 > >" };
    expect(countedMessage(1, "s", (name) => source[name] ?? "")).toMatchObject({ isGathered: true });
    expect(countedMessage(1, "s", (name) => (name === "Grid-Number" ? "-1" : "x"))).not.toHaveProperty("publisher");
  });
});
