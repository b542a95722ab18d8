import { deadLettersOf, letterId } from "./dead-letters.js";

describe("the letters of a message", () => {
  it("hold refused elements as they were, numbers beyond a double's range included", () => {
    const parts = JSON.parse('[{"input_voltage":1e999},{"input_voltage":-1e999},{"input_voltage":null}]') as unknown[];
    const rejections = parts.map((part) => ({ reason: "metric_value" as const, detail: "", part }));
    const [letter] = deadLettersOf("sensors/unit-1/telemetry", Buffer.from("the whole"), 1, rejections, 0);
    expect(Buffer.from(letter?.payload ?? []).toString()).toBe(
      '[{"input_voltage":1e999},{"input_voltage":-1e999},{"input_voltage":null}]',
    );
    expect(letter?.readings).toBe(3);
  });

  it("have the same ids at each delivery, and others than those of another message or part", () => {
    const topic = "sensors/unit-1/telemetry";
    const rejections = [
      { reason: "metric_value" as const, detail: "", part: { a: "1" } },
      { reason: "metric_name" as const, detail: "", part: { A: 1 } },
    ];
    const idsOf = (name: string, at: number, sentOn = topic): string[] =>
      deadLettersOf(sentOn, Buffer.from("the whole"), 0, rejections, at).map((letter) => letterId(letter, name));
    const first = idsOf("ingest-0.7", 1_000);
    expect(idsOf("ingest-0.7", 9_000)).toEqual(first);
    const all = [
      ...first,
      ...idsOf("ingest-0.8", 1_000),
      ...idsOf("ingest-1.7", 1_000),
      ...idsOf("ingest-0.7", 1_000, "x"),
    ];
    expect(new Set(all).size).toBe(8);
  });
});
