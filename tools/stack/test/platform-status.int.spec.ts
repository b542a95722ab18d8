import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { StatusPoller } from "../src/platform-status.js";

function serve(text: () => string): Promise<{ url: string; server: Server }> {
  const server = createServer((_request, response) => response.end(text()));
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      resolve({ server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    });
  });
}

describe("the status", () => {
  it("is taken from the accounting and from the services", async () => {
    let received = 100;
    const ingest = await serve(() => `gridwatch_ingest_readings_received_total ${received}`);
    const analytics = await serve(() =>
      JSON.stringify({ agrees: true, totals: { stored: 90, pending: null, deadLettered: 2 } }),
    );
    const realtime = await serve(
      () => 'gridwatch_realtime_clients{transport="socketio"} 2\ngridwatch_realtime_clients{transport="ws"} 1',
    );
    const poller = new StatusPoller({ analytics: analytics.url, ingest: ingest.url, realtime: realtime.url });
    expect(await poller.poll()).toEqual({
      readingsPerSecond: undefined,
      stored: 90,
      pending: undefined,
      deadLettered: 2,
      sumsAgree: true,
      browsers: 3,
    });
    received = 200;
    expect((await poller.poll()).readingsPerSecond).toBeGreaterThan(0);
    received = 5;
    expect((await poller.poll()).readingsPerSecond).toBeUndefined();
    for (const { server } of [analytics, ingest, realtime]) {
      server.closeAllConnections();
      server.close();
    }
    expect(await poller.poll()).toEqual({});
  });
});
