import { ProgressWatchdog, type ServerSide, type Stuck } from "./progress-watchdog.js";

const LIMITS = { lookEveryMs: 5, pullStuckMs: 15, workStuckMs: 100 };

function watched() {
  const progress = { steps: 0, inWork: 0, paused: false };
  const server: ServerSide = { pending: 10, position: 7 };
  const stuck: Stuck[] = [];
  let answers = true;
  const ask = async (): Promise<ServerSide> => {
    if (!answers) throw new Error("no answer");
    return { ...server };
  };
  const watchdog = new ProgressWatchdog(progress, ask, (what) => stuck.push(what), LIMITS);
  const look = async (from: number, to: number): Promise<void> => {
    for (let now = from; now <= to; now += 5) await watchdog.look(now);
  };
  return { progress, server, stuck, look, silence: () => (answers = false) };
}

describe("the watchdog", () => {
  it("reports a pull that brings nothing while messages are pending and nobody is delivered any", async () => {
    const { stuck, look } = watched();
    await look(0, 15);
    expect(stuck).toEqual([]);
    await look(20, 25);
    expect(stuck).toEqual(["pull"]);
    await look(30, 60);
    expect(stuck.length).toBeGreaterThan(1);
  });

  it.each([
    ["messages come", (state: ReturnType<typeof watched>) => state.progress.steps++],
    ["another replica is delivered them", (state) => state.server.position++],
    ["nothing is pending", (state) => (state.server.pending = 0)],
    ["consuming is paused", (state) => (state.progress.paused = true)],
    ["the server does not answer", (state) => state.silence()],
  ] as [string, (state: ReturnType<typeof watched>) => void][])("is content while %s", async (_, happens) => {
    const state = watched();
    for (let now = 0; now <= 200; now += 5) {
      happens(state);
      await state.look(now, now);
    }
    expect(state.stuck).toEqual([]);
  });

  it("reports work that does not end, and is content while some of it does", async () => {
    const { progress, stuck, look } = watched();
    progress.inWork = 3;
    for (let now = 0; now <= 300; now += 50) {
      progress.steps++;
      await look(now, now + 45);
    }
    expect(stuck).toEqual([]);
    await look(350, 445);
    expect(stuck).toEqual(["work"]);
  });
});
