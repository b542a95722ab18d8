import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@gridwatch/testkit";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { render } from "./kubectl.js";
import { connectToPods, type NatsPod, startNatsPods } from "./nats-pods.js";

let dir: string;
let pods: NatsPod[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gridwatch-nats-"));
});
afterEach(() => {
  for (const { process } of pods) process.kill("SIGKILL");
  pods = [];
  rmSync(dir, { recursive: true, force: true });
});

describe("the backbone's pods", () => {
  it.each([
    ["local", 1],
    ["production", 3],
  ] as const)(
    "in the overlay %s keep a stream, on as many servers as there are (%i), and are healthy",
    async (overlay, servers) => {
      pods = await startNatsPods(render(overlay), dir);
      expect(pods).toHaveLength(servers);
      for (const url of pods.flatMap(({ probes }) => probes)) {
        await eventually(async () => expect((await fetch(url)).status).toBe(200), { timeoutMs: 30_000 });
      }
      const connection = await connectToPods(pods);
      const jsm = await jetstreamManager(connection);
      // Each server is healthy before the leader has heard of all of them.
      await eventually(() => jsm.streams.add({ name: "KEPT", subjects: ["kept"], num_replicas: servers }));
      await jetstream(connection).publish("kept");
      const { cluster, state } = await jsm.streams.info("KEPT");
      expect([state.messages, cluster?.replicas?.length ?? 0]).toEqual([1, servers - 1]);
      await connection.close();
    },
  );
});
