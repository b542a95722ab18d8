import { parseBrokerVersion } from "./broker-version.js";

describe("the broker's version", () => {
  it.each([
    ["mosquitto version 2.0.11", "mosquitto 2.0.11"],
    ["5.8.6", "5.8.6"],
    ["x".repeat(100), "x".repeat(100)],
  ])("is read from %j", (told, version) => {
    expect(parseBrokerVersion(Buffer.from(told))).toBe(version);
  });

  it.each(["", " 2.0.11", "x".repeat(101), "2.0\n11", "2.0\u001b[31m", "2.0.11\u0000", "version é"])(
    "is not %j",
    (told) => {
      expect(parseBrokerVersion(Buffer.from(told))).toBeUndefined();
    },
  );
});
