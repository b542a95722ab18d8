import type { ServiceInstance } from "@gridwatch/contracts";
import { ok } from "@gridwatch/doctor";
import { clocks, serviceState, versions } from "./service-checks.js";

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

it("compares the clocks of instances that tell their time, and names those that are off", () => {
  const heard = (service: string, at: number | undefined) => {
    const time = at === undefined ? {} : { at: new Date(at).toISOString() };
    return { instance: { service, ...time } as ServiceInstance, asked: 100_000, answered: 100_160 };
  };
  expect(clocks([heard("ingest", 100_100), heard("storage", 99_900), heard("predict", undefined)])).toEqual(
    ok("those of 2 instances agree with this machine's, as far as 160 ms can tell"),
  );
  const off = clocks([heard("ingest", 101_160), heard("storage", 90_000), heard("realtime", 100_000)]);
  expect(off).toEqual({
    verdict: "fault",
    says: "ingest: its clock is 1.0 s ahead of this machine's; storage: its clock is 10.0 s behind this machine's",
    todo: expect.stringContaining("time server"),
  });
  expect(clocks([heard("predict", undefined)]).verdict).toBe("unknown");
});
