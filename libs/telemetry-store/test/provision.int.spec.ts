import { AccessRefused, DatabaseUnavailable, keptHours, provision, TelemetryWriter } from "../src/index.js";
import { freshDatabase, type StoreUnderTest, startStore } from "./store-under-test.js";

let store: StoreUnderTest;
beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.stop());

async function createUser(username: string, grant: string): Promise<{ username: string; password: string }> {
  await store.administer(`CREATE USER "${username}" WITH PASSWORD 'secret'`);
  await store.administer(`GRANT ${grant} TO "${username}"`);
  return { username, password: "secret" };
}

describe("provisioning InfluxDB 1.x", () => {
  it("creates the database with its retention policy, and does nothing the second time", async () => {
    const connection = store.connect({ database: freshDatabase() });
    const first = await provision(connection);
    expect(first.server).toMatchObject({ major: 1 });
    expect(first.changes).toEqual([
      expect.stringContaining("CREATE DATABASE"),
      expect.stringMatching(/"1m" .*DURATION 9600h .*SHARD DURATION 168h$/),
      expect.stringMatching(/"10m" .*DURATION 9600h /),
      expect.stringMatching(/"1h" .*DURATION 0h /),
      expect.stringMatching(/"1d" .*DURATION 0h /),
    ]);
    expect(await provision(connection)).toMatchObject({ changes: [], warnings: [] });
    await new TelemetryWriter(connection).writeLines(`telemetry,device=a x=1 ${Date.now()}`);
  });

  it("may be done by several replicas at once", async () => {
    const database = freshDatabase();
    await Promise.all([1, 2, 3].map(() => provision(store.connect({ database }))));
    expect(await provision(store.connect({ database }))).toMatchObject({ changes: [], warnings: [] });
  });

  it("adds the retention policy to a database that exists", async () => {
    const database = freshDatabase();
    await store.administer(`CREATE DATABASE "${database}"`);
    const { changes } = await provision(store.connect({ database }));
    expect(changes[0]).toMatch(/CREATE RETENTION POLICY "raw"/);
    expect(await provision(store.connect({ database }))).toMatchObject({ changes: [] });
  });

  it("changes the retention when another is configured", async () => {
    const database = freshDatabase();
    await provision(store.connect({ database, retentionDays: 400 }));
    const { changes } = await provision(store.connect({ database, retentionDays: 30 }));
    expect(changes).toEqual([expect.stringMatching(/ALTER RETENTION POLICY .*DURATION 720h.*was 9600h0m0s/)]);
    expect(await provision(store.connect({ database, retentionDays: 30 }))).toMatchObject({ changes: [] });
  });

  it("keeps rollups as long as configured, and never shorter than what they are made from", async () => {
    const database = freshDatabase();
    await provision(store.connect({ database }));
    const settings = { database, retentionDays: 30, minuteRetentionDays: 7, hourRetentionDays: 1_000 };
    const { changes } = await provision(store.connect(settings));
    expect(changes).toEqual([
      expect.stringMatching(/"1m" .*DURATION 720h .*was 9600h/),
      expect.stringMatching(/"10m" .*DURATION 720h .*was 9600h/),
      expect.stringMatching(/"1h" .*DURATION 24000h .*was 0s/),
      expect.stringMatching(/"1d" .*DURATION 24000h .*was 0s/),
    ]);
    expect(await provision(store.connect(settings))).toMatchObject({ changes: [], warnings: [] });
  });

  it("does without rollups where their place may not be made", async () => {
    const database = freshDatabase();
    await store.administer(`CREATE DATABASE "${database}" WITH DURATION 720h SHARD DURATION 24h NAME "raw"`);
    const user = await createUser("no-tiers", `ALL ON "${database}"`);
    const { changes, warnings } = await provision(store.connect({ database, ...user }));
    expect(changes).toEqual([]);
    expect(warnings).toHaveLength(4);
    expect(warnings[0]).toMatch(/no rollups: .*has no retention policy "1m"/);
  });

  it("is content with a user that may only write, and says what it could not check", async () => {
    const database = freshDatabase();
    await provision(store.connect({ database }));
    const user = await createUser("only-writes", `WRITE ON "${database}"`);
    const { changes, warnings } = await provision(store.connect({ database, ...user }));
    expect(changes).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining("cannot be checked")]);
  });

  it("warns when the retention differs and the user may not change it", async () => {
    const database = freshDatabase();
    await provision(store.connect({ database, retentionDays: 400 }));
    const user = await createUser("no-admin", `ALL ON "${database}"`);
    const { warnings } = await provision(store.connect({ database, ...user, retentionDays: 30 }));
    expect(warnings).toEqual([expect.stringMatching(/"no-admin" may not change/)]);
  });

  it("is refused, clearly, when the retention policy is missing and the user may not create it", async () => {
    const database = freshDatabase();
    await store.administer(`CREATE DATABASE "${database}"`);
    const user = await createUser("no-creator", `ALL ON "${database}"`);
    const provisioned = provision(store.connect({ database, ...user }));
    await expect(provisioned).rejects.toThrow(AccessRefused);
    await expect(provisioned).rejects.toThrow(/has no retention policy "raw", and user "no-creator" may not/);
  });

  it("is refused, clearly, when the database is missing and the user may not create it", async () => {
    await store.administer(`CREATE USER "stranger" WITH PASSWORD 'secret'`);
    const user = { username: "stranger", password: "secret" };
    await expect(provision(store.connect({ database: "missing", ...user }))).rejects.toThrow(AccessRefused);
  });

  it("is refused with a wrong password", async () => {
    await expect(provision(store.connect({ password: "wrong" }))).rejects.toThrow(/authorization failed/);
  });

  it("fails for now when no server answers", async () => {
    await expect(provision(store.connect({ url: "http://127.0.0.1:1" }))).rejects.toThrow(DatabaseUnavailable);
  });
});

describe("what is kept", () => {
  it("is told beside what should be", async () => {
    const database = freshDatabase();
    const connection = store.connect({ database });
    expect((await keptHours(connection)).map(({ found }) => found)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    await provision(connection);
    await store.administer(`ALTER RETENTION POLICY "raw" ON "${database}" DURATION 48h SHARD DURATION 24h`);
    await store.administer(`DROP RETENTION POLICY "1d" ON "${database}"`);
    expect(await keptHours(connection)).toEqual([
      { policy: "raw", wanted: 720, found: 48 },
      { policy: "1m", wanted: 9_600, found: 9_600 },
      { policy: "10m", wanted: 9_600, found: 9_600 },
      { policy: "1h", wanted: 0, found: 0 },
      { policy: "1d", wanted: 0, found: undefined },
    ]);
  });
});
