import { jest } from "@jest/globals";
import { clockSkew } from "./clock-skew.js";
import { Examination, fault, ok, unknown, warning, worst } from "./examination.js";
import { diskState, nodeState } from "./machine-checks.js";
import { isAtLeast } from "./version.js";

// No clock is set wrong here: what a difference means is shown on numbers.
it.each([
  [0, "ok"],
  [20, "ok"],
  [499, "ok"],
  [600, "warning"],
  [-4_000, "warning"],
  [5_100, "fault"],
  [-86_400_000, "fault"],
])("takes a clock %i ms ahead for %s, whenever between question and answer it was told", (aheadMs, verdict) => {
  expect(clockSkew(100_000 + aheadMs, 100_000, 100_000, 0).verdict).toBe(verdict);
});

it("blames no clock for what a slow answer or a coarse one would explain", () => {
  expect(clockSkew(100_000, 100_000, 104_000, 0)).toMatchObject({
    verdict: "ok",
    says: expect.stringContaining("4000 ms"),
  });
  expect(clockSkew(100_000, 100_999, 100_999, 1_000).verdict).toBe("ok");
  expect(clockSkew(100_000, 102_000, 102_000, 1_000)).toMatchObject({
    verdict: "warning",
    says: expect.stringContaining("1.0 s behind"),
  });
});

it("compares versions by their numbers", () => {
  const older: [string, string][] = [
    ["2.9.10", "2.10.0"],
    ["v20.18.3", "20.19"],
    ["1.6.6", "1.6.7"],
    ["unknown", "1"],
  ];
  expect(older.filter(([version, least]) => isAtLeast(version, least))).toEqual([]);
  const enough: [string, string][] = [
    ["2.10.23", "2.10.23"],
    ["v24.0.0", "20.19"],
    ["1.6.7~rc0", "1.6.7"],
    ["v2.7.11", "1.6.7"],
  ];
  expect(enough.filter(([version, least]) => !isAtLeast(version, least))).toEqual([]);
});

it("tells of a disk before it is full", () => {
  const of = (free: number) => diskState(free * 1024 ** 3, 100 * 1024 ** 3).verdict;
  expect([of(50), of(15.1), of(14.9), of(4.9), of(0)]).toEqual(["ok", "ok", "warning", "fault", "fault"]);
});

it("names versions of Node.js that are too old", () => {
  expect(nodeState(["v24.4.0", "v20.19.0", "v24.4.0"])).toEqual(ok("v20.19.0, v24.4.0"));
  expect(nodeState(["v20.18.3", "v24.4.0"])).toMatchObject({ verdict: "fault", says: "v20.18.3 is older than 20.19" });
});

describe("an examination", () => {
  it("makes a fault of what a check throws, and goes on", async () => {
    const examination = new Examination("NATS");
    expect(await examination.check("reached", "start it", () => Promise.reject(new Error("refused")))).toBe(false);
    expect(await examination.check("version", "", () => ok("2.9.10"))).toBe(true);
    expect(await examination.findings()).toEqual([
      { part: "NATS", check: "reached", ...fault("refused", "start it") },
      { part: "NATS", check: "version", ...ok("2.9.10") },
    ]);
  });

  it("has its findings in the order in which the checks were begun, whichever ends first", async () => {
    const examination = new Examination("NATS");
    let end = () => {};
    const slow = examination.check("clock", "", async () => {
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      return warning("late", "chrony");
    });
    await examination.check("version", "", () => ok("2.9.10"));
    end();
    expect(await slow).toBe(true);
    expect((await examination.findings()).map(({ check }) => check)).toEqual(["clock", "version"]);
  });

  it("waits 5 s for an answer, and makes a fault of none", async () => {
    jest.useFakeTimers();
    try {
      const examination = new Examination("NATS");
      const silent = examination.check("reached", "start it", () => new Promise(() => {}));
      jest.advanceTimersByTime(5_000);
      expect(await silent).toBe(false);
      expect(await examination.findings()).toMatchObject([{ says: "no answer within 5000 ms", todo: "start it" }]);
    } finally {
      jest.useRealTimers();
    }
  });
});

it("puts a fault before a warning, that before what is not known, and that before what is well", () => {
  const said = [ok("a"), unknown("b"), warning("c", ""), fault("d", ""), fault("e", "")];
  expect([5, 3, 2, 1, 0].map((count) => worst(said.slice(0, count))?.says)).toEqual(["d", "c", "b", "a", undefined]);
});
