import { type NatsHandle, startNats } from "@gridwatch/local-stack";
import { createLogger, Readiness } from "@gridwatch/service-kit";
import { eventually, temporaryDirectory } from "@gridwatch/testkit";
import { type Backbone, BackboneConnection } from "../src/backbone.connection.js";
import { followKeys } from "../src/bucket-feed.js";
import { bucketStream, openBucket, readBucket, removeRevision } from "../src/buckets.js";
import { NatsConfig } from "../src/nats.config.js";

const SPEC = { name: "THINGS", description: "of the test" };

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let nats: NatsHandle;
let config: NatsConfig;
let connection: BackboneConnection;
let backbone: Backbone;
let stop: AbortController;

beforeEach(async () => {
  directory = await temporaryDirectory("buckets");
  nats = await startNats({ dir: directory.path });
  const { username: user, password } = nats.credentials;
  config = Object.assign(new NatsConfig(), { url: nats.url, user, password });
  connection = new BackboneConnection(config, new Readiness(), createLogger("test", "fatal"));
  connection.onModuleInit();
  backbone = await connection.ready();
  stop = new AbortController();
});

afterEach(async () => {
  stop.abort();
  await connection.onApplicationShutdown();
  await nats.stop();
  await directory.remove();
});

describe("a bucket", () => {
  it("is read whole, without what was deleted", async () => {
    const bucket = await openBucket(backbone, SPEC, config);
    expect(await readBucket(backbone, bucket, SPEC)).toEqual([]);
    for (const key of ["a", "b", "c"]) await bucket.put(key, `${key} is here`);
    await bucket.delete("b");
    const entries = await readBucket(backbone, bucket, SPEC);
    expect(entries.map((entry) => [entry.key, entry.string()]).sort()).toEqual([
      ["a", "a is here"],
      ["c", "c is here"],
    ]);
  });

  it("loses an entry by its revision, unless that was written again", async () => {
    const bucket = await openBucket(backbone, SPEC, config);
    const first = await bucket.put("a", "1");
    const second = await bucket.put("a", "2");
    expect(await removeRevision(backbone, SPEC, first)).toBe(false);
    expect((await bucket.get("a"))?.string()).toBe("2");
    expect(await removeRevision(backbone, SPEC, second)).toBe(true);
    expect(await removeRevision(backbone, SPEC, second)).toBe(false);
    expect(await bucket.get("a")).toBeNull();
    expect((await backbone.jsm.streams.info(bucketStream(SPEC))).state.messages).toBe(0);
  });

  it("is followed key by key, also through a restart of the server", async () => {
    const bucket = await openBucket(backbone, SPEC, config);
    for (const key of ["a", "b"]) await bucket.put(key, "");
    await bucket.delete("b");
    const keys = new Set<string>();
    let caughtUp = false;
    const follower = {
      onKey: (key: string) => keys.add(key),
      onKeyGone: (key: string) => keys.delete(key),
      onCaughtUp: () => {
        caughtUp = true;
      },
      onProblem: () => {},
    };
    const following = followKeys({ connection, config }, SPEC, follower, stop.signal);
    await eventually(() => expect(caughtUp).toBe(true));
    expect([...keys]).toEqual(["a"]);
    await bucket.put("c", "");
    await bucket.delete("a");
    await eventually(() => expect([...keys]).toEqual(["c"]));
    await nats.restart();
    await eventually(() => bucket.put("d", ""));
    await eventually(() => expect([...keys]).toEqual(["c", "d"]), { timeoutMs: 20_000 });
    stop.abort();
    await following;
  });

  it("that is empty is caught up with at once", async () => {
    const caughtUp = new Promise<void>((resolve) => {
      const follower = { onKey: () => {}, onKeyGone: () => {}, onCaughtUp: resolve, onProblem: () => {} };
      void followKeys({ connection, config }, SPEC, follower, stop.signal);
    });
    await caughtUp;
  });
});
