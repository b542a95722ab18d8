import type { ServiceInstance } from "@gridwatch/contracts";
import { isAtLeast } from "../version.js";
import { clockSkew } from "./clock-skew.js";
import { doctorText } from "./doctor-text.js";
import { Examination, fault, ok, unknown, warning } from "./finding.js";
import { diskState, serviceState, versions } from "./platform-doctor.js";

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

it("tells of services that are not there, not ready, short of a part, or of several versions", () => {
  const one = { ready: true, version: "0.1.0", checks: { nats: "ok" } } as unknown as ServiceInstance;
  expect(serviceState([]).verdict).toBe("fault");
  expect(serviceState([one, one])).toEqual(ok("2 of 2 ready"));
  expect(serviceState([one, { ...one, ready: false, checks: { nats: "disconnected" } }])).toMatchObject({
    verdict: "fault",
    says: "1 of 2 ready; nats: disconnected",
  });
  expect(serviceState([{ ...one, checks: { influxdb: "unreachable" } }]).verdict).toBe("warning");
  expect(versions([one, one])).toEqual(ok("0.1.0"));
  expect(versions([one, { ...one, version: "0.2.0" }])).toMatchObject({
    verdict: "warning",
    says: "0.1.0 and 0.2.0 run side by side",
  });
});

it("makes a fault of what a check throws, and says at the end what to do", async () => {
  const examination = new Examination("NATS");
  expect(await examination.check("reached", "start it", () => Promise.reject(new Error("refused\u001b[2J")))).toBe(
    false,
  );
  expect(await examination.check("version", "", () => ok("2.9.10"))).toBe(true);
  await examination.check("clock", "", () => warning("late", "chrony"));
  await examination.check("anonymous", "", () => unknown("no answer"));
  const text = doctorText(examination.findings);
  expect(text).toMatch(/^FAULT +NATS +reached +refused.*\nok +NATS +version +2\.9\.10\nwarning .*\n\? /);
  expect(text).toMatch(/\n\nwhat to do\nNATS, reached: start it\nNATS, clock: chrony\n\n1 faults, 1 warnings\n$/);
  expect(text).not.toContain("\u001b");
  expect(doctorText([{ part: "NATS", check: "version", ...ok("2.9.10") }])).toMatch(/nothing to do\n$/);
  expect(fault("a", "b")).toEqual({ verdict: "fault", says: "a", todo: "b" });
});
