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
  it("adds up what the services count", async () => {
    let received = 100;
    const ingest = await serve(
      () =>
        `gridwatch_ingest_readings_received_total ${received}\ngridwatch_dead_letter_readings_total{origin="ingest"} 2`,
    );
    const storage = await serve(
      () =>
        'gridwatch_storage_readings_stored_total 90\ngridwatch_consumer_pending_messages{stream="TELEMETRY",consumer="storage"} 1',
    );
    const realtime = await serve(
      () => 'gridwatch_realtime_clients{transport="socketio"} 2\ngridwatch_realtime_clients{transport="ws"} 1',
    );
    const poller = new StatusPoller({ ingest: ingest.url, storage: storage.url, realtime: realtime.url });
    expect(await poller.poll()).toEqual({
      readingsPerSecond: undefined,
      stored: 90,
      pending: 1,
      deadLettered: 2,
      browsers: 3,
    });
    received = 200;
    expect((await poller.poll()).readingsPerSecond).toBeGreaterThan(0);
    received = 5;
    expect((await poller.poll()).readingsPerSecond).toBeUndefined();
    for (const { server } of [ingest, storage, realtime]) {
      server.closeAllConnections();
      server.close();
    }
    expect(await poller.poll()).toEqual({});
  });
});
