import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { MosquittoHandle } from "@gridwatch/local-stack";
import { cpuSeconds } from "@gridwatch/testkit";

/** Published before anything is measured: a platform runs for weeks, its code compiled. */
export const WARM_UP = { readings: 50_000, devices: 1_000 };

export interface LoadOptions {
  readings: number;
  devices: number;
}

/** What a run of the load generator took. */
export interface LoadResult {
  /** Until the broker had acknowledged the last reading. */
  seconds: number;
  cpuSeconds: number;
}

/** Runs the load generator as a process of its own. */
export async function publishLoad(broker: MosquittoHandle, options: LoadOptions): Promise<LoadResult> {
  const { username, password } = broker.credentials("device");
  const script = fileURLToPath(new URL("./load-generator.js", import.meta.url));
  const args = [
    "--port",
    String(broker.port),
    "--readings",
    String(options.readings),
    "--devices",
    String(options.devices),
  ];
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, MQTT_USERNAME: username, MQTT_PASSWORD: password },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let used = 0;
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
    used = cpuOf(child) ?? used;
  });
  const code = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  if (code !== 0) throw new Error(`the load generator ended with ${code}`);
  return { seconds: (JSON.parse(output) as { seconds: number }).seconds, cpuSeconds: used };
}

function cpuOf({ pid }: ChildProcess): number | undefined {
  return pid === undefined ? undefined : cpuSeconds(pid);
}
