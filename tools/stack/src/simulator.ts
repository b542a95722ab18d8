import { join } from "node:path";
import { type Platform, REPOSITORY_ROOT, type ServerHandle, ServerProcess } from "@gridwatch/local-stack";

export interface SimulatorOptions {
  devices: number;
  intervalMs: number;
  faults: boolean;
  historyDays: number;
  wear: boolean;
}

/** The simulated units, as a process of their own. Resolves when they are connected. */
export async function startSimulator(
  dir: string,
  platform: Platform,
  options: SimulatorOptions,
): Promise<ServerHandle> {
  const { username, password } = platform.mosquitto.credentials("simulator");
  const simulator: ServerProcess = new ServerProcess({
    name: "simulator",
    command: process.execPath,
    args: [
      join(REPOSITORY_ROOT, "tools/simulator/dist/main.js"),
      ...["--url", platform.mosquitto.url],
      ...["--devices", String(options.devices)],
      ...["--interval", String(options.intervalMs)],
      ...(options.faults ? ["--faults"] : []),
      ...(options.wear ? ["--wear"] : []),
      ...["--history", String(options.historyDays)],
    ],
    cwd: dir,
    env: { MQTT_USERNAME: username, MQTT_PASSWORD: password },
    logFile: join(dir, "logs/simulator.log"),
    runDir: join(dir, "run"),
    probe: async () => {
      if (!simulator.logTail().includes("is connected")) throw new Error("not connected yet");
    },
  });
  await simulator.start();
  return simulator;
}
