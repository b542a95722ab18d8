import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Platform, startPlatform } from "@gridwatch/local-stack";
import { readMetric, temporaryDirectory } from "@gridwatch/testkit";
import { CpuAccount } from "./cpu-account.js";
import type { RecordedFrame, ViewersReport } from "./frame-tally.js";
import { atLeast, atMost, judge, report, rounded } from "./report.js";
import { SteadyLoad } from "./steady-load.js";

/**
 * The whole platform under 2,000 readings/s with 1,000 clients on the fleet's room and 200 on rooms of units, each a
 * connection of its own. `ratio` is bytes delivered per CPU second of realtime, over the same of a bare Socket.IO server
 * that sends recorded frames of this run to as many clients: CPU time, since on a shared machine the clock says more of
 * the neighbours than of the server. As neighbours slow that too, both are measured in turns, and the mean of the turns' ratios
 * counts. Realtime's CPU holds all it does: the stream of all readings, newest values, rooms.
 *
 * `worstLagMs` is the worst of all frames and clients, with a stuck client and without: from ingest's receipt of the
 * newest reading in a frame to the client's receipt of it. `missedByOthers` counts frames of the fleet and readings of
 * units that a client should have had and has not; `skippedForStuckClient` proves that there was a stuck one.
 */
const DEVICES = 1_000;
const READINGS_PER_SECOND = 2_000;
const FLEET_CLIENTS = 1_000;
const DEVICE_CLIENTS = 200;
const WARM_UP_SECONDS = 5;
const SECONDS = 20;
const TURNS = 2;
/** More than the quarter of a second for which the fleet's frame may wait. */
const LAST_FRAMES_MS = 1_000;

/** All clients, on the server at this address. */
class Viewers {
  private constructor(private readonly child: ChildProcess) {}

  static async connect(url: string): Promise<Viewers> {
    const child = forkScript(
      "viewers.js",
      "--url",
      url,
      "--fleet",
      `${FLEET_CLIENTS}`,
      "--devices",
      `${DEVICE_CLIENTS}`,
    );
    await once(child, "message");
    return new Viewers(child);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  begin(): void {
    this.child.send("begin");
  }

  stickOne(): void {
    this.child.send("stick");
  }

  async end(): Promise<ViewersReport> {
    this.child.send("end");
    const [result] = (await once(this.child, "message")) as [ViewersReport];
    return result;
  }

  close(): void {
    this.child.kill();
  }
}

function forkScript(script: string, ...args: string[]): ChildProcess {
  return fork(fileURLToPath(new URL(`./${script}`, import.meta.url)), args);
}

interface Run extends ViewersReport {
  cpuMicrosPerReading: Record<string, number>;
  bytesPerCpuSecond: number;
  missed: number;
}

async function runOnce(platform: Platform, viewers: Viewers, load: SteadyLoad): Promise<Run> {
  viewers.begin();
  const cpu = new CpuAccount(new Map<string, { pid: number }>([...platform.parts, ["clients", viewers]]));
  const readings = await load.run(SECONDS);
  await delay(LAST_FRAMES_MS);
  const seconds = cpu.seconds("realtime");
  const cpuMicrosPerReading = cpu.microsPerReading(readings);
  const result = await viewers.end();
  const { fleetFrames, deviceReadings, bytes } = result;
  const missed = fleetFrames.most - fleetFrames.fewest + (readings / DEVICES - deviceReadings.fewest);
  return { ...result, cpuMicrosPerReading, bytesPerCpuSecond: bytes / seconds, missed };
}

/** Realtime, and the bare server with what realtime sent. */
interface Turn {
  own: Run;
  bare: BareRun;
}

/** The same clients without and with one that is stuck. */
async function measurePlatform(dir: string): Promise<{ turns: Turn[]; withStuck: Run; skipped: number }> {
  const platform = await startPlatform({ dir });
  try {
    const { url } = platform.service("realtime");
    const load = await SteadyLoad.connect(platform.mosquitto, {
      devices: DEVICES,
      readingsPerSecond: READINGS_PER_SECOND,
    });
    const viewers = await Viewers.connect(url);
    try {
      await load.run(WARM_UP_SECONDS);
      const turns: Turn[] = [];
      while (turns.length < TURNS) {
        const own = await runOnce(platform, viewers, load);
        turns.push({ own, bare: await measureBare(own.recording) });
      }
      const skipped = () => readMetric(url, "gridwatch_realtime_readings_skipped_total", { reason: "behind" });
      const skippedBefore = await skipped();
      viewers.stickOne();
      const withStuck = await runOnce(platform, viewers, load);
      load.close();
      return { turns, withStuck, skipped: (await skipped()) - skippedBefore };
    } finally {
      viewers.close();
    }
  } finally {
    await platform.stop();
  }
}

type BareRun = ViewersReport & { bytesPerCpuSecond: number };

async function measureBare(recording: RecordedFrame[]): Promise<BareRun> {
  const server = forkScript("bare-broadcast.js");
  try {
    const [port] = (await once(server, "message")) as [number];
    const viewers = await Viewers.connect(`http://127.0.0.1:${port}`);
    try {
      server.send(recording);
      await once(server, "message");
      viewers.begin();
      const cpu = new CpuAccount(new Map([["server", { pid: server.pid ?? 0 }]]));
      server.send("play");
      await once(server, "message");
      await delay(LAST_FRAMES_MS);
      const seconds = cpu.seconds("server");
      const result = await viewers.end();
      return { ...result, bytesPerCpuSecond: result.bytes / seconds };
    } finally {
      viewers.close();
    }
  } finally {
    server.kill();
  }
}

const directory = await temporaryDirectory("bench-realtime");
try {
  const { turns, withStuck, skipped } = await measurePlatform(directory.path);
  const own = turns.map((turn) => turn.own);
  const bare = turns.map((turn) => turn.bare);
  const ratios = turns.map((turn) => turn.own.bytesPerCpuSecond / turn.bare.bytesPerCpuSecond);
  const most = (values: number[]): number => Math.max(...values);
  const megabytes = (bytes: number): number => rounded(bytes / 1e6);
  const figures = {
    ratio: rounded(ratios.reduce((sum, ratio) => sum + ratio, 0) / TURNS, 3),
    ratioOfEachTurn: ratios.map((ratio) => rounded(ratio, 3)),
    worstLagMs: most([...own, withStuck].map(({ worstLagMs }) => worstLagMs)),
    worstLagMsWithoutStuckClient: most(own.map(({ worstLagMs }) => worstLagMs)),
    worstLagMsWithStuckClient: withStuck.worstLagMs,
    worstFrameLagMs: most(own.map(({ worstFrameLagMs }) => worstFrameLagMs)),
    bareWorstFrameLagMs: most(bare.map(({ worstFrameLagMs }) => worstFrameLagMs)),
    missedByOthers: [...own, withStuck].reduce((sum, { missed }) => sum + missed, 0),
    skippedForStuckClient: skipped,
    lostClients: withStuck.lostClients,
    bareLostClients: most(bare.map(({ lostClients }) => lostClients)),
    deliveredMbPerCpuSecond: own.map(({ bytesPerCpuSecond }) => megabytes(bytesPerCpuSecond)),
    deliveredMbPerCpuSecondWithStuckClient: megabytes(withStuck.bytesPerCpuSecond),
    bareMbPerCpuSecond: bare.map(({ bytesPerCpuSecond }) => megabytes(bytesPerCpuSecond)),
    deliveredMb: own.map(({ bytes }) => megabytes(bytes)),
    bareMb: bare.map(({ bytes }) => megabytes(bytes)),
    deliveredFrames: own.map(({ frames }) => frames),
    bareFrames: bare.map(({ frames }) => frames),
    cpuMicrosPerReading: own.at(-1)?.cpuMicrosPerReading,
  };
  report(
    "realtime",
    judge(figures, {
      ratio: atLeast(0.8),
      worstLagMs: atMost(1_000),
      missedByOthers: atMost(0),
      skippedForStuckClient: atLeast(1),
    }),
  );
} finally {
  await directory.remove();
}
