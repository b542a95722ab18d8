import { join } from "node:path";
import { type Platform, REPOSITORY_ROOT, ServerProcess } from "@gridwatch/local-stack";

export interface FleetLoad {
  devices: number;
  /** Between two readings of a unit. */
  intervalMs: number;
}

/** Simulated units, every fifth of them faulty, as a process of its own. Resolves when it is connected. */
export async function startSimulator(platform: Platform, dir: string, load: FleetLoad): Promise<ServerProcess> {
  const { username, password } = platform.mosquitto.credentials("simulator");
  const simulator: ServerProcess = new ServerProcess({
    name: "simulator",
    command: process.execPath,
    args: [
      join(REPOSITORY_ROOT, "tools/simulator/dist/main.js"),
      ...["--url", platform.mosquitto.url, "--faults"],
      ...["--devices", String(load.devices), "--interval", String(load.intervalMs)],
    ],
    cwd: dir,
    env: { MQTT_USERNAME: username, MQTT_PASSWORD: password },
    logFile: join(dir, "simulator.log"),
    probe: async () => {
      if (!simulator.logTail().includes("is connected")) throw new Error("the simulator is not connected yet");
    },
  });
  await simulator.start();
  return simulator;
}
