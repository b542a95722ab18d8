import type { InfluxConnection } from "./influx-connection.js";
import type { Provisioned } from "./provisioned.js";
import type { RetentionSpec } from "./retention.js";
import { AccessRefused, requestError } from "./store-errors.js";
import { TelemetryWriter } from "./telemetry-writer.js";

interface Bucket {
  id: string;
  name: string;
  retentionRules: { type: string; everySeconds: number }[];
}

/**
 * Bucket `<database>/<policy>` of InfluxDB 2.x, which its 1.x calls see as that database and retention policy.
 *
 * @param mayShorten whether what is older than the retention may go; asked only when something would
 */
export async function provisionBucket(
  connection: InfluxConnection,
  retention: RetentionSpec,
  report: Provisioned,
  mayShorten: () => Promise<boolean>,
): Promise<void> {
  const name = `${connection.config.database}/${retention.policy}`;
  const everySeconds = retention.durationHours * 3_600;
  const retentionRules = [{ type: "expire", everySeconds, shardGroupDurationSeconds: retention.shardHours * 3_600 }];
  const bucket = await findBucket(connection, name);
  if (bucket === undefined) {
    try {
      await createBucket(connection, name, retentionRules);
      report.changes.push(`created bucket "${name}" (${span(retention.durationHours)})`);
    } catch (error) {
      if (!(error instanceof AccessRefused) || !(await isWritable(connection, retention.policy))) throw error;
      report.warnings.push(`bucket "${name}" can be written to, but not be seen with this token`);
    }
    return;
  }
  const seconds = expirySeconds(bucket);
  if (seconds === everySeconds) return;
  const change = `the retention of bucket "${name}" from ${span(seconds / 3_600)} to ${span(retention.durationHours)}`;
  const shorter = everySeconds !== 0 && (seconds === 0 || everySeconds < seconds);
  if (shorter && !(await mayShorten())) {
    report.warnings.push(`${change} waits until its readings are rolled up`);
    return;
  }
  try {
    await call(connection, "PATCH", `/buckets/${bucket.id}`, { retentionRules });
    report.changes.push(`changed ${change}`);
  } catch (error) {
    if (!(error instanceof AccessRefused)) throw error;
    report.warnings.push(`the token may not change ${change}: ${error.message}`);
  }
}

/** How many hours a bucket is kept, 0 for ever; `undefined` when there is none, or this token does not see it. @throws StoreError */
export async function bucketHours(connection: InfluxConnection, policy: string): Promise<number | undefined> {
  const bucket = await findBucket(connection, `${connection.config.database}/${policy}`);
  return bucket && expirySeconds(bucket) / 3_600;
}

function expirySeconds({ retentionRules }: Bucket): number {
  return retentionRules.find((rule) => rule.type === "expire")?.everySeconds ?? 0;
}

function span(hours: number): string {
  return hours === 0 ? "for ever" : `${hours}h`;
}

/** A token that may only write sees no bucket, though it is there. */
async function isWritable(connection: InfluxConnection, policy: string): Promise<boolean> {
  try {
    await new TelemetryWriter(connection, policy).checkAccess();
    return true;
  } catch (error) {
    if (error instanceof AccessRefused) return false;
    throw error;
  }
}

/** A server may say "not found" by an empty list or by 404. */
async function findBucket(connection: InfluxConnection, name: string): Promise<Bucket | undefined> {
  try {
    const path = `/buckets?${new URLSearchParams({ name })}`;
    const { buckets } = (await call(connection, "GET", path)) as { buckets: Bucket[] };
    return buckets.find((bucket) => bucket.name === name);
  } catch (error) {
    if (error instanceof AccessRefused && /not found/.test(error.message)) return undefined;
    throw error;
  }
}

async function createBucket(connection: InfluxConnection, name: string, retentionRules: object[]): Promise<void> {
  const missing = `bucket "${name}" does not exist`;
  const { orgs } = (await call(connection, "GET", "/orgs")) as { orgs: { id: string }[] };
  const [org, ...others] = orgs;
  if (org === undefined || others.length > 0) {
    throw new AccessRefused(`${missing}, and the token sees ${orgs.length} organisations: create it in the right one`);
  }
  try {
    await call(connection, "POST", "/buckets", { orgID: org.id, name, retentionRules });
  } catch (error) {
    if (!(error instanceof AccessRefused)) throw error;
    throw new AccessRefused(`${missing}, and the token may not create it: ${error.message}`, { cause: error });
  }
}

async function call(connection: InfluxConnection, method: string, path: string, body?: object): Promise<unknown> {
  const headers = { authorization: `Token ${connection.config.password}`, accept: "application/json" };
  const text = body === undefined ? "" : JSON.stringify(body);
  try {
    return await connection.send(method, headers, (options) =>
      connection.transport.request(`/api/v2${path}`, text, options),
    );
  } catch (error) {
    throw requestError(error);
  }
}
