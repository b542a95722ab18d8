import { SERVICES } from "@gridwatch/local-stack";
import { documentedMetrics, exportedMetrics, type Metrics } from "./metric-table.js";
import { WatchedPlatform } from "./watched-platform.js";

let watched: WatchedPlatform;

beforeAll(async () => {
  watched = await WatchedPlatform.start();
});

afterAll(() => watched?.stop());

/** Of all services together. */
async function exported(): Promise<Metrics> {
  const all: Metrics = {};
  for (const service of SERVICES) {
    const response = await fetch(`${watched.platform.service(service).url}/metrics`);
    for (const [name, labels] of Object.entries(exportedMetrics(await response.text()))) {
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
    expect(seen.length).toBeGreaterThan(15);
    expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(seen.map(([name]) => [name, documented[name]])));
  });
});
