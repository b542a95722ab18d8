import { AccessRefused, InfluxConfig, InfluxConnection, provision } from "../src/index.js";
import { type Influx2Behaviour, type Influx2Protocol, speakInflux2 } from "./influx2-protocol.js";

let server: Influx2Protocol;
let connection: InfluxConnection;

async function speak(behaviour: Influx2Behaviour = {}): Promise<void> {
  server = await speakInflux2(behaviour);
  connection = connect();
}

function connect(settings: Partial<InfluxConfig> = {}): InfluxConnection {
  return new InfluxConnection(Object.assign(new InfluxConfig(), { url: server.url, password: "secret", ...settings }));
}

afterEach(async () => {
  connection.close();
  await server.stop();
});

describe("provisioning InfluxDB 2.x (a check of the protocol against its documentation, not a real 2.x server)", () => {
  it("creates the bucket `<database>/raw` in the token's organisation, and does nothing the second time", async () => {
    await speak();
    const { server: found, changes } = await provision(connection);
    expect(found).toEqual({ version: "v2.7.11", major: 2 });
    expect(changes).toEqual([
      'created bucket "gridwatch/raw" (720h)',
      'created bucket "gridwatch/1m" (9600h)',
      'created bucket "gridwatch/10m" (9600h)',
      'created bucket "gridwatch/1h" (for ever)',
      'created bucket "gridwatch/1d" (for ever)',
    ]);
    expect(server.requests.slice(0, 3)).toEqual([
      "GET /api/v2/buckets?name=gridwatch%2Fraw ",
      "GET /api/v2/orgs ",
      'POST /api/v2/buckets {"orgID":"org-0","name":"gridwatch/raw",' +
        '"retentionRules":[{"type":"expire","everySeconds":2592000,"shardGroupDurationSeconds":86400}]}',
    ]);
    expect(await provision(connection)).toMatchObject({ changes: [], warnings: [] });
  });

  it("changes the retention of a bucket that exists", async () => {
    await speak();
    await provision(connection);
    const { changes } = await provision(connect({ retentionDays: 60 }));
    expect(changes).toEqual(['changed the retention of bucket "gridwatch/raw" from 720h to 1440h']);
    expect(server.buckets.get("gridwatch/raw")).toMatchObject({ everySeconds: 60 * 86_400 });
  });

  it("is content with a token that may only write", async () => {
    await speak({ writeOnly: true });
    expect(await provision(connection)).toMatchObject({
      changes: [],
      warnings: ["raw", "1m", "10m", "1h", "1d"].map(
        (policy) => `bucket "gridwatch/${policy}" can be written to, but not be seen with this token`,
      ),
    });
  });

  it("is refused, clearly, when the bucket is missing and the token may not create it", async () => {
    await speak({ writeOnly: true, writable: false });
    await expect(provision(connection)).rejects.toThrow(/bucket "gridwatch\/raw" does not exist.*insufficient perm/);
  });

  it("does not guess among several organisations", async () => {
    await speak({ organisations: 2, writable: false });
    await expect(provision(connection)).rejects.toThrow(/sees 2 organisations/);
  });

  it("is refused with a wrong token", async () => {
    await speak({ writable: false });
    await expect(provision(connect({ password: "wrong" }))).rejects.toThrow(AccessRefused);
  });
});

describe("provisioning InfluxDB 3 (a check of the protocol, not a real 3.x server)", () => {
  it("leaves everything to the server, which makes its tables when they are written to", async () => {
    await speak({ version: "3.1.0" });
    expect(await provision(connection)).toEqual({ server: { version: "3.1.0", major: 3 }, changes: [], warnings: [] });
    expect(server.requests).toEqual([]);
  });
});
