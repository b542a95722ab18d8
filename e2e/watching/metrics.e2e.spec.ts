import { type Platform, SERVICES, type ServerProcess, startPlatform } from "@gridwatch/local-stack";
import { temporaryDirectory } from "@gridwatch/testkit";
import { publishByMosquittoPub } from "../device-clients.js";
import { startSimulator } from "../simulated-devices.js";
import { documentedMetrics, exportedMetrics, type Metrics } from "./metric-table.js";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let platform: Platform;
let simulator: ServerProcess;

beforeAll(async () => {
  directory = await temporaryDirectory("watching");
  platform = await startPlatform({ dir: directory.path, web: false });
  simulator = await startSimulator(platform, directory.path, 6);
  await publishByMosquittoPub(platform.mosquitto, { topic: "sensors/unit-9/telemetry", payload: "not JSON" });
});

afterAll(async () => {
  await simulator?.stop();
  await platform?.stop();
  await directory.remove();
});

async function metricsOf(service: string): Promise<string> {
  return (await fetch(`${platform.service(service).url}/metrics`)).text();
}

/** Of all services together. */
async function exported(): Promise<Metrics> {
  const all: Metrics = {};
  for (const service of SERVICES) {
    for (const [name, labels] of Object.entries(exportedMetrics(await metricsOf(service)))) {
      all[name] = [...new Set([...(all[name] ?? []), ...labels])].sort();
    }
  }
  return all;
}

describe("the table of metrics in docs/operations.md", () => {
  const documented = documentedMetrics();

  it("names what the services export, all of it and nothing else", async () => {
    expect(Object.keys(documented).sort()).toEqual(Object.keys(await exported()).sort());
  });

  it("names the labels of all that has been counted on a running platform", async () => {
    // What needs a socket, a shadow or a day is not seen here.
    const seen = Object.entries(await exported()).filter(([, labels]) => labels.length > 0);
    expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(seen.map(([name]) => [name, documented[name]])));
  });
});
