import { parseStackOptions, USAGE } from "../../bootstrap/stack-options.mjs";

describe("the options of npm start", () => {
  it("are loopback, 25 units and one reading a second when nothing is said", () => {
    expect(parseStackOptions([])).toEqual({
      devices: 25,
      intervalMs: 1_000,
      faults: false,
      historyDays: 0,
      simulator: true,
      fresh: false,
      host: "127.0.0.1",
      data: undefined,
      install: true,
      help: false,
    });
  });

  it("can all be given", () => {
    const args =
      "--devices 3 --interval 500 --faults --history 8 --no-simulator --fresh --host 0.0.0.0 --data x --no-install";
    expect(parseStackOptions(args.split(" "))).toEqual({
      devices: 3,
      intervalMs: 500,
      faults: true,
      historyDays: 8,
      simulator: false,
      fresh: true,
      host: "0.0.0.0",
      data: "x",
      install: false,
      help: false,
    });
  });

  it.each([
    [["--devices", "0"], "--devices"],
    [["--devices", "2.5"], "--devices"],
    [["--history", "30"], "--history"],
    [["--interval", "soon"], "--interval"],
    [["--host", "0.0.0.0; listen 1"], "--host"],
    [["--devises", "3"], "--devises"],
    [["stray"], "stray"],
  ])("refuse %j by name", (args, named) => {
    expect(() => parseStackOptions(args)).toThrow(named);
  });

  it("are all named in the help", () => {
    for (const option of [
      "--devices",
      "--interval",
      "--history",
      "--no-simulator",
      "--fresh",
      "--host",
      "--no-install",
    ]) {
      expect(USAGE).toContain(option);
    }
  });
});
