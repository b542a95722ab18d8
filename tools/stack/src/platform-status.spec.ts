import { describeStatus } from "./platform-status.js";

describe("the status line", () => {
  it("shows what is not known as such", () => {
    const nothing = {
      readingsPerSecond: undefined,
      stored: undefined,
      pending: undefined,
      deadLettered: undefined,
      sumsAgree: undefined,
      browsers: undefined,
    };
    expect(describeStatus(nothing)).toBe(
      "– readings/s in · – stored · – pending · – dead-lettered · – browsers · sums –",
    );
    const known = { readingsPerSecond: 25.04, stored: 12_345, pending: 0, deadLettered: 1, browsers: 1 };
    expect(describeStatus({ ...known, sumsAgree: true })).toBe(
      "25.0 readings/s in · 12,345 stored · 0 pending · 1 dead-lettered · 1 browser · sums agree",
    );
    expect(describeStatus({ ...known, sumsAgree: false })).toContain("SUMS DO NOT AGREE: npm run accounting");
  });
});
