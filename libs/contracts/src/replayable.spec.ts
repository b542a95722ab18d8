import type { DeadLetter } from "./dead-letter.event.js";
import { decodeReplayOrder, encodeReplayOrder } from "./replay.event.js";
import { toReplayable } from "./replayable.js";
import { encodeTelemetryBatch, shardOf, telemetrySubject } from "./telemetry.event.js";

const batch = { v: 1 as const, devices: ["a"], timestamps: [1], receivedAt: [2], suspect: [], metrics: { x: [1] } };
const topic = telemetrySubject(shardOf("a"));

function letter(more: Partial<DeadLetter>): DeadLetter {
  const payload = encodeTelemetryBatch(batch);
  return { origin: "storage", reason: "unreadable_batch", detail: "", topic, payload, readings: 1, at: 5, ...more };
}

describe("a dead letter", () => {
  it("of ingest is replayed as the message it was", () => {
    const payload = Buffer.from("{broken");
    expect(toReplayable(letter({ origin: "ingest", topic: "sensors/a/x", payload }))).toEqual({
      kind: "message",
      topic: "sensors/a/x",
      payload,
      at: 5,
    });
  });

  it("of storage is replayed as a batch, if it is one now", () => {
    expect(toReplayable(letter({}))).toMatchObject({ kind: "batch", shard: shardOf("a"), readings: 1 });
    expect(() => toReplayable(letter({ payload: Buffer.from("{}") }))).toThrow("no batch that this version can read");
    expect(() => toReplayable(letter({ topic: "telemetry.99" }))).toThrow("do not belong to telemetry.99");
    const empty = { ...batch, devices: [], timestamps: [], receivedAt: [], metrics: {} };
    expect(() => toReplayable(letter({ payload: encodeTelemetryBatch(empty) }))).toThrow("no reading");
  });

  it("that was cut cannot be replayed", () => {
    expect(() => toReplayable(letter({ truncatedFrom: 10_000 }))).toThrow("of 10000 bytes were kept");
  });

  it("is named by an order that is read strictly", () => {
    const order = { created: "2026-01-01T00:00:00Z", seq: 7 };
    expect(decodeReplayOrder(encodeReplayOrder(order))).toEqual(order);
    for (const text of ["null", "{}", '{"created":"x","seq":"7"}', "{"]) {
      expect(() => decodeReplayOrder(Buffer.from(text))).toThrow();
    }
  });
});
