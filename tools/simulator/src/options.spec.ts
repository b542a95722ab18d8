import { parseOptions } from "./options.js";

describe("the simulator's arguments", () => {
  it("have the defaults of the local stack", () => {
    expect(parseOptions([])).toEqual({
      url: "mqtt://127.0.0.1:1883",
      devices: 25,
      intervalMs: 1_000,
      faults: false,
      wear: false,
      historyDays: 0,
      seed: 1,
      durationSeconds: undefined,
      timeScale: 1,
      connections: 4,
      topicRoot: "sensors",
    });
  });

  it("never open more connections than there are units", () => {
    expect(parseOptions(["--devices", "2"])).toMatchObject({ connections: 2 });
  });

  it.each([
    [["--devices", "0"], "--devices"],
    [["--devices", "many"], "--devices"],
    [["--interval", "1.5"], "--interval"],
    [["--history", "61"], "--history"],
    [["--url", "http://x"], "--url"],
    [["--topic-root", "a/#"], "--topic-root"],
    [["--nonsense"], "--nonsense"],
    [["stray"], "stray"],
  ])("refuses %j", (args, named) => {
    expect(() => parseOptions(args)).toThrow(named);
  });
});
