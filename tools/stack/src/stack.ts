import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import {
  announcePlatform,
  endRecordedProcesses,
  LOCK_FILE,
  lockData,
  type PartStarted,
  type Platform,
  type ServerHandle,
  startPlatform,
  startSimulator,
} from "@gridwatch/local-stack";
import { nameplates } from "@gridwatch/simulator";
import type { StackOptions } from "../../bootstrap/stack-options.mjs";
import { addressesOf, publishCommand } from "./invitation.js";
import { describeStatus, StatusPoller } from "./platform-status.js";
import { Supervisor } from "./supervisor.js";
import { seconds, type Terminal } from "./terminal.js";

const PREFERRED_PORTS = {
  edge: 8080,
  mosquitto: 1883,
  "nats-server": 4222,
  influxd: 8086,
  ingest: 3001,
  storage: 3002,
  realtime: 3003,
  analytics: 3004,
  predict: 3005,
};

const POLL_EVERY_MS = 1_000;
/** What the simulated units may carry, for analytics. */
const RATINGS_FILE = "ratings.json";
/** Of the simulated units: every start has the same. */
const FLEET_SEED = 1;
/** Says that the simulated units have a past in this data folder. */
const HISTORY_MARKER = "history-published";

/** The whole platform on this machine, from start to stop. */
export class Stack {
  private readonly supervisor: Supervisor;
  private readonly runDir: string;
  private readonly stopping = new AbortController();
  private unlock: () => void = () => undefined;
  private withdraw: () => void = () => undefined;
  private platform: Platform | undefined;
  private simulator: ServerHandle | undefined;

  /** @param dir data, logs and passwords */
  constructor(
    private readonly dir: string,
    private readonly options: StackOptions,
    private readonly terminal: Terminal,
  ) {
    this.supervisor = new Supervisor((line) => terminal.line(line));
    this.runDir = join(dir, "run");
  }

  /** Starts everything and reports until `stop`. @throws Error when a part does not start; then nothing is left running. */
  async run(): Promise<void> {
    this.unlock = lockData(this.dir);
    try {
      await this.start();
      await this.report();
    } catch (error) {
      // What failed because it was being stopped has not failed.
      if (!this.stopping.signal.aborted) throw error;
    } finally {
      await this.stopParts();
      this.unlock();
    }
  }

  /** Makes `run` stop everything, in order, and return. */
  stop(): void {
    if (this.stopping.signal.aborted) return;
    this.stopping.abort();
    this.supervisor.stop();
    this.terminal.endStatus();
    this.terminal.line("stopping; Ctrl-C once more ends everything at once");
    // A part that has not answered yet would be waited for.
    if (this.platform === undefined) void endRecordedProcesses(this.runDir);
  }

  /** Ends every part at once. */
  async force(): Promise<void> {
    await endRecordedProcesses(this.runDir, 0);
  }

  private async start(): Promise<void> {
    const began = performance.now();
    const left = await endRecordedProcesses(this.runDir);
    if (left.length > 0) this.terminal.line(`ended what an earlier run left behind: ${left.join(", ")}`);
    if (this.options.fresh) this.deleteData();
    this.platform = await startPlatform({
      dir: this.dir,
      host: this.options.host,
      ports: PREFERRED_PORTS,
      // Only where nobody else gets to it: there is no log-in.
      env: {
        analytics: {
          ANALYTICS_ALLOW_REPLAY: String(this.options.host === "127.0.0.1"),
          ...this.ratings(),
        },
        predict: { PREDICT_ALLOW_CHANGES: String(this.options.host === "127.0.0.1") },
      },
      onStarted: (part) => this.sayStarted(part),
    });
    if (this.stopping.signal.aborted) return;
    for (const part of this.platform.parts.values()) this.supervisor.watch(part);
    if (this.options.simulator) await this.startSimulator(this.platform);
    this.terminal.line(
      `everything runs after ${seconds(performance.now() - began)}; logs are in ${join(this.dir, "logs")}`,
    );
    this.withdraw = announcePlatform(this.dir, this.platform.url, this.platform.servers);
    this.invite(this.platform);
  }

  /** What this start was told of ratings, else the nameplates of the simulated units. */
  private ratings(): Record<string, string> {
    const { ANALYTICS_RATINGS_FILE: told } = process.env;
    if (told) return { ANALYTICS_RATINGS_FILE: resolve(told) };
    if (!this.options.simulator) return {};
    const file = join(this.dir, RATINGS_FILE);
    writeFileSync(file, `${JSON.stringify(nameplates(this.options.devices, FLEET_SEED))}\n`);
    return { ANALYTICS_RATINGS_FILE: file };
  }

  private async startSimulator(platform: Platform): Promise<void> {
    const began = performance.now();
    const { devices, intervalMs } = this.options;
    const place = { dir: this.dir, logDir: join(this.dir, "logs"), runDir: this.runDir };
    this.simulator = await startSimulator(place, platform.mosquitto, {
      ...this.options,
      seed: FLEET_SEED,
      // A unit that has worn out in its past goes on with it, at a later start as well.
      wear: this.options.faults && this.options.historyDays > 0,
      historyDays: this.historyToPublish(),
    });
    this.supervisor.watch(this.simulator);
    const elapsed = seconds(performance.now() - began);
    this.terminal.line(`✓ simulator of ${devices} units, a reading every ${intervalMs} ms each (${elapsed})`);
  }

  /** Only once: another past would lie on top of what is stored. */
  private historyToPublish(): number {
    const { historyDays } = this.options;
    if (historyDays === 0) return 0;
    const marker = join(this.dir, HISTORY_MARKER);
    if (existsSync(marker)) {
      this.terminal.line("no history is published: an earlier start has done so (--fresh begins anew)");
      return 0;
    }
    writeFileSync(marker, `${new Date().toISOString()}: ${historyDays} days\n`);
    this.terminal.line(`the simulated units' last ${historyDays} days are published first`);
    return historyDays;
  }

  private sayStarted({ name, host, port, taken, elapsedMs }: PartStarted): void {
    const instead = taken === undefined ? "" : `, as ${taken} is taken`;
    this.terminal.line(`✓ ${name} on ${host}:${port}${instead} (${seconds(elapsedMs)})`);
  }

  private invite(platform: Platform): void {
    const [host = this.options.host, ...others] = addressesOf(this.options.host);
    const { port } = new URL(platform.url);
    const lines = [
      "",
      `  page   ${[host, ...others].map((address) => `http://${address}:${port}`).join("  ")}`,
      `  MQTT   ${[host, ...others].map((address) => `mqtt://${address}:${platform.mosquitto.port}`).join("  ")}`,
      "  send a reading:",
      `  ${publishCommand(platform.mosquitto, host)}`,
      "",
    ];
    for (const line of lines) this.terminal.line(line);
  }

  private async report(): Promise<void> {
    const { platform } = this;
    if (platform === undefined) return;
    const urlOf = (service: string) => platform.service(service).url;
    const poller = new StatusPoller({
      analytics: urlOf("analytics"),
      ingest: urlOf("ingest"),
      realtime: urlOf("realtime"),
    });
    const { signal } = this.stopping;
    await poller.poll();
    while (!signal.aborted) {
      await delay(POLL_EVERY_MS, undefined, { signal }).catch(() => undefined);
      const status = await poller.poll();
      if (!signal.aborted) this.terminal.status(describeStatus(status));
    }
  }

  private async stopParts(): Promise<void> {
    const began = performance.now();
    this.supervisor.stop();
    this.withdraw();
    await this.simulator?.stop();
    await this.platform?.stop();
    // A part that was just being restarted is in no list but this one.
    await endRecordedProcesses(this.runDir);
    this.terminal.line(`everything has stopped (${seconds(performance.now() - began)})`);
  }

  private deleteData(): void {
    for (const entry of readdirSync(this.dir)) {
      if (entry !== LOCK_FILE) rmSync(join(this.dir, entry), { recursive: true });
    }
    this.terminal.line(`deleted the data of earlier runs in ${this.dir}`);
  }
}
