import { parseSessionMessages } from "./broker-api.js";

describe("what the broker tells of a session", () => {
  it("is read from what waits and what is under way, whatever else stands there", () => {
    const told = { clientid: "ingest-0", connected: true, mqueue_len: 1_200, mqueue_max: 500_000, inflight_cnt: 35 };
    expect(parseSessionMessages(JSON.stringify(told))).toEqual({ queued: 1_200, inFlight: 35 });
  });

  it.each([
    "{}",
    "null",
    "7",
    "[]",
    '{"mqueue_len":3}',
    '{"mqueue_len":"3","inflight_cnt":0}',
    '{"mqueue_len":-1,"inflight_cnt":0}',
    '{"mqueue_len":0.5,"inflight_cnt":0}',
    '{"mqueue_len":1e300,"inflight_cnt":0}',
    '{"data":[{"mqueue_len":3,"inflight_cnt":0}]}',
  ])("is not read from %s", (text) => {
    expect(() => parseSessionMessages(text)).toThrow("has no mqueue_len and inflight_cnt");
  });

  it.each(["", "<html></html>", '{"mqueue_len":3'])("is not read from %j, which is no JSON", (text) => {
    expect(() => parseSessionMessages(text)).toThrow("is not JSON");
  });
});
