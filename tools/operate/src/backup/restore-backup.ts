import { createReadStream } from "node:fs";
import { join } from "node:path";
import { createGunzip } from "node:zlib";
import { askAll, restoreStream, retry } from "@gridwatch/backbone";
import { INSTANCES_SUBJECT, type ServiceInstance } from "@gridwatch/contracts";
import { isAtLeast } from "@gridwatch/doctor";
import {
  DatabaseUnavailable,
  hasPoints,
  importPoints,
  provision,
  readRollupState,
  writeRollupState,
} from "@gridwatch/telemetry-store";
import type { Servers } from "../servers.js";
import type { StoredBackup } from "./backup-folder.js";
import { policyFile, streamFile } from "./backup-manifest.js";

const LINES_PER_WRITE = 5_000;
const READ_BYTES = 128 * 1024;
const ATTEMPTS = 8;

export interface RestoreOptions {
  /** Streams that are there give way; points that are there stay, and those of the backup are written over them. */
  replace: boolean;
  /** Hears of each part; `tooOld`: points that the retention would delete at once. */
  onRestored: (part: string, count: number, tooOld: number) => void;
}

/**
 * Makes the servers hold what a backup does. Nothing is touched before everything that can be checked has been.
 *
 * @throws Error when services run, the server is older than the backup's, it is not empty, or a part cannot be written: then restore
 * again, with `replace`
 */
export async function restoreBackup(servers: Servers, backup: StoredBackup, options: RestoreOptions): Promise<void> {
  await refuseWhileServicesRun(servers);
  refuseOlderServer(servers, backup);
  const { warnings } = await provision(servers.database);
  if (warnings.length > 0) throw new Error(`InfluxDB is not ready for it: ${warnings.join("; ")}`);
  await makeRoom(servers, backup, options.replace);
  await restoreStreams(servers, backup, options);
  await restorePoints(servers, backup, options);
  await rollUpAgain(servers);
}

async function refuseWhileServicesRun({ backbone }: Servers): Promise<void> {
  const running = await askAll<ServiceInstance>(backbone, INSTANCES_SUBJECT);
  if (running.length === 0) return;
  const names = running.map(({ service }) => service).sort();
  throw new Error(`services run that would write in between: stop ${names.join(", ")} first`);
}

function refuseOlderServer({ backbone: { nc } }: Servers, { manifest: { servers } }: StoredBackup): void {
  const own = nc.info?.version ?? "";
  // A minor version reads the files of the ones before it.
  if (isAtLeast(own, /^\d+\.\d+/.exec(servers.nats)?.[0] ?? "0")) return;
  throw new Error(
    `the backup is of NATS ${servers.nats}, and this is the older ${own}: restore it into that version or a newer one`,
  );
}

async function makeRoom({ backbone: { jsm }, database }: Servers, { manifest }: StoredBackup, replace: boolean) {
  const names: string[] = [];
  for await (const name of jsm.streams.names()) names.push(name);
  const inTheWay = manifest.streams.map(({ config }) => config.name).filter((name) => names.includes(name));
  if (!replace) {
    const full = [...inTheWay];
    for (const { policy } of manifest.policies) if (await hasPoints(database, policy)) full.push(policy);
    if (full.length > 0)
      throw new Error(`the servers are not empty: they hold ${full.join(", ")}; --replace takes their place`);
  }
  for (const name of inTheWay) await jsm.streams.delete(name);
}

async function restoreStreams(
  { backbone, config }: Servers,
  { path, manifest }: StoredBackup,
  options: RestoreOptions,
) {
  for (const snapshot of manifest.streams) {
    const { name } = snapshot.config;
    const wanted = { ...snapshot, config: { ...snapshot.config, num_replicas: config.nats.streamReplicas } };
    const chunks = createReadStream(join(path, streamFile(name)), { highWaterMark: READ_BYTES });
    const { messages } = await restoreStream(backbone.nc, wanted, chunks);
    options.onRestored(name, messages, 0);
  }
}

async function restorePoints({ database }: Servers, { path, manifest }: StoredBackup, options: RestoreOptions) {
  for (const { policy, points } of manifest.policies) {
    let written = 0;
    let tooOld = 0;
    for await (const lines of linesOf(join(path, policyFile(policy)))) {
      tooOld += await insist(() => importPoints(database, policy, lines));
      written += lines.length;
    }
    if (written !== points)
      throw new Error(`the backup says that ${policy} has ${points} points, and holds ${written}`);
    options.onRestored(policy, written, tooOld);
  }
}

/** How far the rollups have come was written down after TELEMETRY was taken: it becomes that of a stream that is gone, so that storage rolls up all of raw. */
async function rollUpAgain({ database }: Servers): Promise<void> {
  const state = await readRollupState(database);
  if (state !== undefined) await writeRollupState(database, { ...state, streamCreated: 0 });
}

async function insist<T>(work: () => Promise<T>): Promise<T> {
  let attempts = 0;
  return retry(work, {
    firstMs: 500,
    longestMs: 15_000,
    signal: new AbortController().signal,
    onFailure: () => undefined,
    isFinal: (error) => !(error instanceof DatabaseUnavailable) || ++attempts === ATTEMPTS,
  });
}

/** Split at line feeds alone: a text may hold what else counts as the end of a line. */
async function* linesOf(file: string): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  const source = createReadStream(file);
  const text = source.pipe(createGunzip());
  source.once("error", (error) => text.destroy(error));
  const lines: string[] = [];
  let rest = "";
  for await (const chunk of text) {
    const parts = (rest + decoder.decode(chunk as Buffer, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
    while (lines.length >= LINES_PER_WRITE) yield lines.splice(0, LINES_PER_WRITE);
  }
  if (lines.length > 0) yield lines;
}
