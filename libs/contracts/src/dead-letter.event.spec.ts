import { type DeadLetter, decodeDeadLetter, encodeDeadLetter } from "./dead-letter.event.js";

const letter: DeadLetter = {
  origin: "ingest",
  reason: "malformed_json",
  detail: "Unexpected token\n\r in JSON – ü",
  topic: "sensors/ü 1/telemetry\u{1F600}",
  payload: Uint8Array.of(0, 1, 255),
  readings: 3,
  at: Date.UTC(2024, 0, 10),
};

function overTheWire(value: DeadLetter): DeadLetter {
  const { subject, payload, headers } = encodeDeadLetter(value);
  return decodeDeadLetter(subject, payload, (name) => headers[name] ?? "");
}

describe("a dead letter", () => {
  it("survives the wire, bytes, topic and all", () => {
    expect(overTheWire(letter)).toEqual(letter);
  });

  it("fits a message, whatever a hostile sender made it of", () => {
    const hostile = {
      ...letter,
      topic: "\uFFFF".repeat(65_535),
      detail: "\uD800".repeat(5_000),
      payload: new Uint8Array(1_000_000),
    };
    const { payload, headers } = encodeDeadLetter(hostile);
    const size =
      payload.length + Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
    expect(size).toBeLessThan(1_048_576);
    expect(overTheWire(hostile)).toMatchObject({ truncatedFrom: 1_000_000 });
  });

  it.each([
    "telemetry.1",
    "dead-letters.elsewhere.empty",
    "dead-letters.ingest.unheard_of",
    "dead-letters.ingest.empty.more",
  ])("does not stand under %s", (subject) => {
    const { payload, headers } = encodeDeadLetter(letter);
    expect(() => decodeDeadLetter(subject, payload, (name) => headers[name] ?? "")).toThrow();
  });
});
