import type { InfluxConnection } from "./influx-connection.js";
import { execute, type Series, select } from "./influxql.js";
import type { Provisioned } from "./provisioned.js";
import { RAW_POLICY, type RetentionSpec } from "./retention.js";
import { AccessRefused } from "./store-errors.js";
import { TelemetryWriter } from "./telemetry-writer.js";

interface Policy {
  duration: string;
  shardDuration: string;
  isDefault: boolean;
}

/**
 * Database and retention policy of InfluxDB 1.x. That of raw readings is the default.
 *
 * @param mayShorten whether what is older than the retention may go; asked only when something would
 */
export async function provisionPolicy(
  connection: InfluxConnection,
  retention: RetentionSpec,
  report: Provisioned,
  mayShorten: () => Promise<boolean>,
): Promise<void> {
  let policies: Map<string, Policy> | undefined;
  try {
    policies = await findPolicies(connection);
  } catch (error) {
    if (!(error instanceof AccessRefused)) throw error;
    await new TelemetryWriter(connection, retention.policy).checkAccess();
    report.warnings.push(`retention policies cannot be checked: ${error.message}`);
    return;
  }
  const { database } = connection.config;
  const settings = `DURATION ${retention.durationHours}h REPLICATION 1 SHARD DURATION ${retention.shardHours}h`;
  const place = `RETENTION POLICY "${retention.policy}" ON "${database}"`;
  const suffix = retention.policy === RAW_POLICY ? " DEFAULT" : "";
  const policy = policies?.get(retention.policy);
  if (policies === undefined) {
    const creation = `CREATE DATABASE "${database}" WITH ${settings} NAME "${retention.policy}"`;
    await change(connection, creation, `database "${database}" does not exist`);
    report.changes.push(creation);
  } else if (policy === undefined) {
    const creation = `CREATE ${place} ${settings}${suffix}`;
    await change(connection, creation, `database "${database}" has no retention policy "${retention.policy}"`);
    report.changes.push(creation);
  } else if (!matches(policy, retention)) {
    if (isShorter(retention, policy) && !(await mayShorten())) {
      report.warnings.push(`${place} stays at ${policy.duration} until its readings are rolled up`);
    } else {
      await alter(connection, `ALTER ${place} ${settings}${suffix}`, policy, report);
    }
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
    (policy.isDefault || retention.policy !== RAW_POLICY) &&
    hoursOf(policy.duration) === retention.durationHours &&
    hoursOf(policy.shardDuration) === retention.shardHours
  );
}

function isShorter({ durationHours }: RetentionSpec, policy: Policy): boolean {
  const was = hoursOf(policy.duration);
  return durationHours !== 0 && (was === 0 || durationHours < was);
}

/** Of `720h0m0s`, and of `0s`, which is for ever. */
function hoursOf(duration: string): number {
  return /^(\d+h)?(0m)?0s$/.test(duration) ? Number.parseInt(duration, 10) : Number.NaN;
}

/** How many hours each retention policy keeps, 0 for ever; `undefined` when the database does not exist. @throws StoreError */
export async function policyHours(connection: InfluxConnection): Promise<Map<string, number> | undefined> {
  const policies = await findPolicies(connection);
  return policies && new Map([...policies].map(([name, { duration }]) => [name, hoursOf(duration)]));
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
