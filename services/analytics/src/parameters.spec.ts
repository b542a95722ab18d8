import { plainToInstance, type TransformFnParams } from "class-transformer";
import { validateSync } from "class-validator";
import { DevicesRequest, HistoryRequest } from "./devices.request.js";
import { toEpochMs } from "./parameters.js";

const asTime = (value: unknown) => toEpochMs({ value } as TransformFnParams);

describe("a time parameter", () => {
  it.each([
    ["2026-01-31T12:00:00Z", Date.UTC(2026, 0, 31, 12)],
    ["2026-01-31T12:00:00.123Z", Date.UTC(2026, 0, 31, 12, 0, 0, 123)],
    ["2026-01-31T13:00:00+01:00", Date.UTC(2026, 0, 31, 12)],
    ["2026-01-31T12:00", Date.UTC(2026, 0, 31, 12)],
    ["2026-01-31", Date.UTC(2026, 0, 31)],
    ["1769860800000", 1_769_860_800_000],
  ])("%s is understood, as UTC unless it names a zone", (text, ms) => {
    expect(asTime(text)).toBe(ms);
  });

  it.each(["", "now", "31.01.2026", "-5", "2026-01-31 12:00:00", "1e12"])("%j stays for the validator", (text) => {
    expect(asTime(text)).toBe(text);
  });
});

describe("a request", () => {
  const faults = (type: new () => object, query: object) =>
    validateSync(plainToInstance(type, query)).map(({ property }) => property);

  it("has defaults", () => {
    expect(plainToInstance(DevicesRequest, {})).toEqual({ limit: 100, offset: 0 });
    expect(faults(HistoryRequest, {})).toEqual([]);
  });

  it("splits a list of metrics, given once or several times", () => {
    expect(plainToInstance(HistoryRequest, { metrics: "a,b" })).toMatchObject({ metrics: ["a", "b"] });
    expect(plainToInstance(HistoryRequest, { metrics: ["a", "b,c"] })).toMatchObject({ metrics: ["a", "b", "c"] });
  });

  it.each([
    [{ from: "2026-02-30T99:00:00Z" }, ["from"]],
    [{ from: ["2026-01-01", "2026-01-02"] }, ["from"]],
    [{ to: "1600-01-01" }, ["to"]],
    [{ metrics: "Voltage" }, ["metrics"]],
    [{ points: "5.5" }, ["points"]],
    [{ points: "" }, ["points"]],
  ])("with %j is refused", (query, properties) => {
    expect(faults(HistoryRequest, query)).toEqual(properties);
  });
});
