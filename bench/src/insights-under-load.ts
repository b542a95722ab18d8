import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { decodeInsightBatch, INSIGHTS_STREAM, insightSubject, TELEMETRY_SHARDS } from "@gridwatch/contracts";
import { type ServiceHandle, startNats, startService } from "@gridwatch/local-stack";
import { connectNats, cpuSeconds, eventually, type NatsAddress, peakMemoryMb, readMetric } from "@gridwatch/testkit";
import { DeliverPolicy, jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { type Forecaster, LEARN, makeForecaster, STEP_MS, WINDOW } from "./forecaster-package.js";
import { InsightLoad } from "./insight-load.js";
import { rounded } from "./report.js";

export const UNITS = 5_000;
/** The service's core. The server and the load share the others. */
const CORE = 0;
const PROBE_SECONDS = 6;
const SECONDS = 15;
/** A second of readings: more than that behind at the end of a probe, and the service does not keep up. */
const BEHIND_MS = 1_000;
/** So long the next model may take to take over beside the load, before the load is halved for it. */
const HALVE_AFTER_SECONDS = 60;
const SWAP_WITHIN_MS = 400_000;
const BEGIN = Date.parse("2026-06-01T00:00:00Z");

export interface LoadedInsights {
  p50Ms: number;
  p99Ms: number;
  p99MsDuringSwap: number;
  /** How much longer a unit waits for an insight, at the longest, while another model takes over than without. */
  swapPauseMs: number;
  /** Longest time between two insights of a unit, beyond the step or what its readings took longer. */
  pauseMsDuringSwap: number;
  /** The same without a swap. */
  pauseMsWithoutSwap: number;
  /** Longest time that the service says it stood between two models. */
  betweenModelsMs: number;
  stepsSkipped: number;
  insightsDoubled: number;
  readingsPerSecond: number;
  unitsInLoad: number;
  /** Fewer where the next model could not catch up beside that load. */
  unitsDuringSwap: number;
  cpuMicrosPerReading: number;
  coreUsed: number;
  peakMemoryMb: number;
  insights: number;
}

/** Delays of insights, by when their step was closed. */
interface Seen {
  closedAt: number;
  delay: number;
  /** Since the unit's insight of the step before, beyond what its readings took. */
  pause: number;
}

export async function measureUnderLoad(dir: string, forecaster: Forecaster): Promise<LoadedInsights> {
  const nats = await startNats({ dir: join(dir, "nats") });
  const nc = await connectNats(nats);
  let predict: ServiceHandle | undefined;
  try {
    predict = await startPredict(dir, nats);
    await activate(predict, forecaster);
    const service = predict;
    await eventually(
      async () => {
        const ready = (await metric(service, "model")) === 1 && (await metric(service, "shards")) === TELEMETRY_SHARDS;
        if (!ready) throw new Error("the model is not in use yet");
      },
      { timeoutMs: 60_000, everyMs: 500 },
    );
    const load = new InsightLoad(nc, UNITS, BEGIN);
    await load.history(WINDOW + LEARN + 5);
    const stand = await untilQuiet(predict);
    if (stand === 0) throw new Error("nothing is scored");
    const units = await unitsThatItKeepsUpWith(predict, load);
    const before = { cpu: cpuSeconds(predict.pid), at: performance.now(), wall: Date.now() };
    const readingsPerSecond = await load.run(SECONDS, units);
    const cpu = cpuSeconds(predict.pid) - before.cpu;
    const seconds = (performance.now() - before.at) / 1_000;
    const swapBegan = Date.now();
    const unitsDuringSwap = await swapUnderLoad(nc, predict, load, units);
    await untilQuiet(predict);
    const { seen, missing, doubled } = await delays(nc, load);
    const calm = seen.filter(({ closedAt }) => closedAt >= before.wall && closedAt < swapBegan);
    const inSwap = seen.filter(({ closedAt }) => closedAt >= swapBegan);
    return {
      p50Ms: percentile(calm, 0.5),
      p99Ms: percentile(calm, 0.99),
      p99MsDuringSwap: percentile(inSwap, 0.99),
      swapPauseMs: Math.max(0, longestPause(inSwap) - longestPause(calm)),
      pauseMsDuringSwap: longestPause(inSwap),
      pauseMsWithoutSwap: longestPause(calm),
      betweenModelsMs: rounded((await metric(predict, "swap_pause_longest_seconds")) * 1_000),
      stepsSkipped: missing,
      insightsDoubled: doubled,
      readingsPerSecond: Math.round(readingsPerSecond),
      unitsInLoad: units,
      unitsDuringSwap,
      cpuMicrosPerReading: rounded((cpu / (readingsPerSecond * seconds)) * 1e6),
      coreUsed: rounded(cpu / seconds, 2),
      peakMemoryMb: peakMemoryMb(predict.pid),
      insights: calm.length,
    };
  } finally {
    await nc.close();
    await predict?.stop();
    await nats.stop();
  }
}

async function startPredict(dir: string, nats: NatsAddress): Promise<ServiceHandle> {
  const { username, password } = nats.credentials;
  // No model but the benchmark's.
  const modelsDir = join(dir, "models");
  mkdirSync(modelsDir);
  const env = {
    NATS_URL: nats.url,
    NATS_USER: username,
    NATS_PASSWORD: password,
    PREDICT_ALLOW_CHANGES: "true",
    PREDICT_MODELS_DIR: modelsDir,
  };
  const predict = await startService({ dir: join(dir, "predict"), name: "predict", env });
  const { status, stderr } = spawnSync("taskset", ["-a", "-c", "-p", `${CORE}`, `${predict.pid}`], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the service cannot be held to one core: ${stderr}`);
  return predict;
}

/** Uploads it and makes it the champion. */
async function activate({ url }: ServiceHandle, { archive, pkg }: Forecaster): Promise<void> {
  const { name, version } = pkg.manifest;
  const request = async (path: string, type: string, body: NonNullable<RequestInit["body"]>) => {
    const response = await fetch(`${url}/api/v1/models${path}`, {
      method: "POST",
      headers: { "content-type": type },
      body,
    });
    if (!response.ok) throw new Error(`${path} was answered with ${response.status}: ${await response.text()}`);
  };
  await request("?by=benchmark&reason=benchmark", "application/gzip", Buffer.from(archive));
  const order = { name, version, by: "benchmark", reason: "benchmark" };
  await request("/activate", "application/json", JSON.stringify(order));
}

/** The load goes on until the newest insights of every shard are the other model's, with half the units when that takes long, and so on. @returns those units */
async function swapUnderLoad(
  nc: NatsConnection,
  predict: ServiceHandle,
  load: InsightLoad,
  all: number,
): Promise<number> {
  const other = await makeForecaster("1.1.0", 2);
  let done = false;
  // Beside the load, which does not wait for it.
  const swapping = activate(predict, other)
    .then(() =>
      eventually(
        async () => {
          if (!(await scoresAllShards(nc, other))) throw new Error("the other model has not taken over");
        },
        { timeoutMs: SWAP_WITHIN_MS, everyMs: 1_000 },
      ),
    )
    .finally(() => {
      done = true;
    });
  // Told of once the load has ended.
  swapping.catch(() => undefined);
  let units = all;
  for (let seconds = 0; !done; seconds += 2) {
    if (seconds > 0 && seconds % HALVE_AFTER_SECONDS === 0) units = Math.max(1, Math.floor(units / 2));
    await load.run(2, units);
  }
  await load.run(3, units);
  await swapping;
  return units;
}

async function scoresAllShards(nc: NatsConnection, { pkg }: Forecaster): Promise<boolean> {
  const jsm = await jetstreamManager(nc);
  for (let shard = 0; shard < TELEMETRY_SHARDS; shard++) {
    const last = await jsm.streams.getMessage(INSIGHTS_STREAM.name, { last_by_subj: insightSubject(shard) });
    const newest = last === null ? undefined : decodeInsightBatch(last.data).insights.at(-1);
    if (newest?.model?.version !== pkg.manifest.version) return false;
  }
  return true;
}

function metric({ url }: ServiceHandle, name: string): Promise<number> {
  return readMetric(url, `gridwatch_predict_${name}`);
}

/** Resolves with the number of insights when no more come. */
async function untilQuiet(predict: ServiceHandle): Promise<number> {
  let before = -1;
  await eventually(
    async () => {
      const published = await metric(predict, "insights_published_total");
      const grown = published !== before;
      before = published;
      if (grown) throw new Error("insights still come");
    },
    { timeoutMs: 60_000, everyMs: 1_000 },
  );
  return before;
}

/** All units, or, of as many as the machine does not keep up with, half of them, and so on. */
async function unitsThatItKeepsUpWith(predict: ServiceHandle, load: InsightLoad): Promise<number> {
  for (let units = UNITS; ; units = Math.floor(units / 2)) {
    const reached = await load.run(PROBE_SECONDS, units);
    const ended = performance.now();
    await untilQuiet(predict);
    const behindMs = performance.now() - ended - 2 * STEP_MS;
    if ((behindMs <= BEHIND_MS && reached >= 0.95 * units * 5) || units < 300) return units;
  }
}

/** Of every insight that stands in INSIGHTS, by the time at which the server stored it. */
async function delays(
  nc: NatsConnection,
  load: InsightLoad,
): Promise<{ seen: Seen[]; missing: number; doubled: number }> {
  const jsm = await jetstreamManager(nc);
  const { state } = await jsm.streams.info(INSIGHTS_STREAM.name);
  const consumer = await jsm.jetstream().consumers.get(INSIGHTS_STREAM.name, { deliver_policy: DeliverPolicy.All });
  const seen: Seen[] = [];
  const waited = new Map(load.closedAt);
  const before = new Map<string, { at: number; storedAt: number; closedAt: number }>();
  let doubled = 0;
  // Each holds some hundred insights: the server cuts off a reader for which too much waits.
  for await (const { seq, data, time } of await consumer.consume({ max_messages: 50 })) {
    for (const { device, at, score, event } of decodeInsightBatch(data).insights) {
      const closedAt = waited.get(`${device} ${at}`);
      if (closedAt === undefined) {
        // That an anomaly ended with the step is told once more when another model takes over.
        const isEndOnly = score === undefined && event?.end === at;
        if (load.closedAt.has(`${device} ${at}`) && !isEndOnly) doubled++;
        continue;
      }
      waited.delete(`${device} ${at}`);
      const storedAt = time.getTime();
      const last = before.get(device);
      before.set(device, { at, storedAt, closedAt });
      const follows = last !== undefined && at === last.at + STEP_MS;
      const due = follows ? Math.max(STEP_MS, closedAt - last.closedAt) : 0;
      seen.push({ closedAt, delay: storedAt - closedAt, pause: follows ? storedAt - last.storedAt - due : 0 });
    }
    if (seq >= state.last_seq) break;
  }
  return { seen, missing: waited.size, doubled };
}

function longestPause(seen: readonly Seen[]): number {
  return seen.reduce((longest, { pause }) => Math.max(longest, pause), 0);
}

function percentile(seen: readonly Seen[], share: number): number {
  const sorted = seen.map(({ delay }) => delay).sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
