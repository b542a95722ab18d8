import { InvalidSubscription, parseSubscription } from "./subscription.js";

const units = (count: number) => Array.from({ length: count }, (_, i) => `unit-${i}`);

describe("a subscription", () => {
  it.each([
    ["the fleet", { fleet: true }, ["fleet"]],
    ["units", { devices: ["a", "b", "a"] }, ["device:a", "device:b"]],
    ["both", { fleet: true, devices: ["fleet"] }, ["fleet", "device:fleet"]],
    ["nothing", { fleet: false, devices: [] }, []],
  ])("may name %s", (_, value, rooms) => {
    expect([...parseSubscription(value)]).toEqual(rooms);
  });

  it("may name 64 units", () => {
    expect(parseSubscription({ devices: units(64) }).size).toBe(64);
  });

  it.each([
    ["nothing at all", undefined, "subscription"],
    ["null", null, "subscription"],
    ["a text", "fleet", "subscription"],
    ["an array", [], "subscription"],
    ["a field that does not exist", { device: "a" }, "device"],
    ["a fleet that is no boolean", { fleet: 1 }, "fleet"],
    ["one device instead of several", { devices: "a" }, "devices"],
    ["a device id with a forbidden character", { devices: ["a", "b/c"] }, "devices"],
    ["a device id that is no text", { devices: [7] }, "devices"],
    ["a device id that is too long", { devices: ["x".repeat(65)] }, "devices"],
    ["65 units", { devices: units(65) }, "devices"],
  ])("is refused when it is %s", (_, value, field) => {
    const parse = () => parseSubscription(value);
    expect(parse).toThrow(InvalidSubscription);
    expect(parse).toThrow(expect.objectContaining({ field }));
  });
});
