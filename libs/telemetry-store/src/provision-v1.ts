import type { InfluxConnection } from "./influx-connection.js";
import { execute, type Series, select } from "./influxql.js";
import type { Provisioned } from "./provisioned.js";
import type { RetentionSpec } from "./retention.js";
import { AccessRefused } from "./store-errors.js";
import { TelemetryWriter } from "./telemetry-writer.js";

interface Policy {
  duration: string;
  shardDuration: string;
  isDefault: boolean;
}

/** Database and retention policy of InfluxDB 1.x. */
export async function provisionPolicy(
  connection: InfluxConnection,
  retention: RetentionSpec,
  report: Provisioned,
): Promise<void> {
  let policies: Map<string, Policy> | undefined;
  try {
    policies = await findPolicies(connection);
  } catch (error) {
    if (!(error instanceof AccessRefused)) throw error;
    await new TelemetryWriter(connection).checkAccess();
    report.warnings.push(`retention policies cannot be checked: ${error.message}`);
    return;
  }
  const { database } = connection.config;
  const settings = `DURATION ${retention.durationHours}h REPLICATION 1 SHARD DURATION ${retention.shardHours}h`;
  const place = `RETENTION POLICY "${retention.policy}" ON "${database}"`;
  const policy = policies?.get(retention.policy);
  if (policies === undefined) {
    const creation = `CREATE DATABASE "${database}" WITH ${settings} NAME "${retention.policy}"`;
    await change(connection, creation, `database "${database}" does not exist`);
    report.changes.push(creation);
  } else if (policy === undefined) {
    const creation = `CREATE ${place} ${settings} DEFAULT`;
    await change(connection, creation, `database "${database}" has no retention policy "${retention.policy}"`);
    report.changes.push(creation);
  } else if (!matches(policy, retention)) {
    await alter(connection, `ALTER ${place} ${settings} DEFAULT`, policy, report);
  }
}

/** Readings can be stored all the same, so a refusal is only a warning. */
async function alter(connection: InfluxConnection, q: string, was: Policy, report: Provisioned): Promise<void> {
  const state = `it was ${was.duration}, shards ${was.shardDuration}${was.isDefault ? "" : ", not the default"}`;
  try {
    await change(connection, q, state);
    report.changes.push(`${q} (${state})`);
  } catch (error) {
    if (!(error instanceof AccessRefused)) throw error;
    report.warnings.push(`${q}: ${error.message}`);
  }
}

function matches(policy: Policy, retention: RetentionSpec): boolean {
  return (
    policy.isDefault &&
    policy.duration === `${retention.durationHours}h0m0s` &&
    policy.shardDuration === `${retention.shardHours}h0m0s`
  );
}

/** `undefined` when the database does not exist. */
async function findPolicies(connection: InfluxConnection): Promise<Map<string, Policy> | undefined> {
  const { database } = connection.config;
  try {
    const [table] = await select(connection, { q: `SHOW RETENTION POLICIES ON "${database}"` });
    return new Map(table === undefined ? [] : policyRows(table));
  } catch (error) {
    if (error instanceof AccessRefused && error.message.startsWith("database not found")) return undefined;
    throw error;
  }
}

function policyRows({ columns, values }: Series): [string, Policy][] {
  const [name, duration, shardDuration, isDefault] = ["name", "duration", "shardGroupDuration", "default"].map(
    (column) => columns.indexOf(column),
  ) as [number, number, number, number];
  return values.map((row) => [
    String(row[name]),
    { duration: String(row[duration]), shardDuration: String(row[shardDuration]), isDefault: row[isDefault] === true },
  ]);
}

async function change(connection: InfluxConnection, q: string, state: string): Promise<void> {
  try {
    await execute(connection, { q });
  } catch (error) {
    if (!(error instanceof AccessRefused)) throw error;
    const { username } = connection.config;
    throw new AccessRefused(`${state}, and user "${username}" may not change that: ${error.message}`, { cause: error });
  }
}
