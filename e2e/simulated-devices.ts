import { join } from "node:path";
import { type Platform, REPOSITORY_ROOT, ServerProcess } from "@gridwatch/local-stack";

/** Units that report twice a second. Resolves once they are connected. */
export async function startSimulator(platform: Platform, directory: string, devices: number): Promise<ServerProcess> {
  const { username, password } = platform.mosquitto.credentials("simulator");
  const simulator: ServerProcess = new ServerProcess({
    name: "simulator",
    command: process.execPath,
    args: [
      join(REPOSITORY_ROOT, "tools/simulator/dist/main.js"),
      ...["--url", platform.mosquitto.url, "--devices", String(devices), "--interval", "500"],
    ],
    cwd: directory,
    env: { MQTT_USERNAME: username, MQTT_PASSWORD: password },
    logFile: join(directory, "simulator.log"),
    probe: async () => expect(simulator.logTail()).toContain("is connected"),
  });
  await simulator.start();
  return simulator;
}
