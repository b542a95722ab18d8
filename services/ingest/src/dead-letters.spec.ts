import { deadLettersOf } from "./dead-letters.js";

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
});
