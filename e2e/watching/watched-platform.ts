import { type Platform, type ServerHandle, startPlatform, startSimulator } from "@gridwatch/local-stack";
import { temporaryDirectory } from "@gridwatch/testkit";
import { publishByMosquittoPub } from "../device-clients.js";
import { Prometheus } from "./prometheus.js";

/** The whole platform under load, and a Prometheus that watches it. */
export class WatchedPlatform {
  private constructor(
    readonly platform: Platform,
    readonly prometheus: Prometheus,
    private readonly simulator: ServerHandle,
    private readonly directory: Awaited<ReturnType<typeof temporaryDirectory>>,
  ) {}

  /** @param groups of rules, as a PrometheusRule has them */
  static async start(groups: object[] = []): Promise<WatchedPlatform> {
    const directory = await temporaryDirectory("watching");
    const env = { predict: { PREDICT_ALLOW_CHANGES: "true" } };
    const platform = await startPlatform({ dir: directory.path, web: false, env });
    const simulator = await startSimulator({ dir: directory.path }, platform.mosquitto, {
      devices: 6,
      intervalMs: 500,
    });
    // One reading that is none, in many that are.
    await publishByMosquittoPub(platform.mosquitto, { topic: "sensors/unit-9/telemetry", payload: "not JSON" });
    const prometheus = await Prometheus.start(platform, directory.path, groups);
    return new WatchedPlatform(platform, prometheus, simulator, directory);
  }

  async stop(): Promise<void> {
    await this.prometheus.stop();
    await this.simulator.stop();
    await this.platform.stop();
    await this.directory.remove();
  }
}
