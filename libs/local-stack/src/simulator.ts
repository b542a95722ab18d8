import { join } from "node:path";
import type { MosquittoHandle } from "./mosquitto.js";
import { REPOSITORY_ROOT } from "./repository.js";
import { logFileOf, type ServerPlace } from "./server-place.js";
import { type ServerHandle, ServerProcess } from "./server-process.js";

/** What is simulated; tools/simulator says more of each. */
export interface SimulatedFleet {
  devices: number;
  /** Between two readings of a unit. */
  intervalMs: number;
  faults?: boolean;
  wear?: boolean;
  /** Days of the past that are published first. */
  historyDays?: number;
  /** Of the fleet and of its faults. */
  seed?: number;
}

/** Simulated units as a process of their own, which may use the broker. Resolves when they are connected. */
export async function startSimulator(
  place: Pick<ServerPlace, "dir" | "logDir" | "runDir">,
  broker: MosquittoHandle,
  { devices, intervalMs, faults = false, wear = false, historyDays = 0, seed = 1 }: SimulatedFleet,
): Promise<ServerHandle> {
  const { username, password } = broker.credentials("simulator");
  const simulator: ServerProcess = new ServerProcess({
    name: "simulator",
    command: process.execPath,
    args: [
      join(REPOSITORY_ROOT, "tools/simulator/dist/main.js"),
      ...["--url", broker.url, "--devices", String(devices), "--interval", String(intervalMs)],
      ...["--history", String(historyDays), "--seed", String(seed)],
      ...(faults ? ["--faults"] : []),
      ...(wear ? ["--wear"] : []),
    ],
    cwd: place.dir,
    env: { MQTT_USERNAME: username, MQTT_PASSWORD: password },
    logFile: logFileOf(place, "simulator"),
    runDir: place.runDir,
    probe: async () => {
      if (!simulator.logTail().includes("is connected")) throw new Error("not connected yet");
    },
  });
  await simulator.start();
  return simulator;
}
