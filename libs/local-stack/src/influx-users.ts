import type { Credentials } from "./secrets.js";

export interface InfluxUser extends Credentials {
  /** `"all"`: may do everything, as creating databases needs; else the one database it may read. */
  rights: "all" | { read: string };
}

/**
 * Makes the administrator, the databases and the users, and gives the users their passwords and rights.
 * What exists already stays, so it may run at every start.
 */
export async function createUsers(
  url: string,
  admin: Credentials,
  databases: string[],
  users: InfluxUser[],
): Promise<void> {
  // While there is no administrator, this one statement is allowed without a log-in; afterwards it needs one and
  // succeeds for a user that exists with the same password.
  await influxQuery(
    url,
    admin,
    `CREATE USER ${name(admin.username)} WITH PASSWORD ${text(admin.password)} WITH ALL PRIVILEGES`,
  );
  for (const database of databases) await influxQuery(url, admin, `CREATE DATABASE ${name(database)}`);
  const existing = new Set((await influxQuery(url, admin, "SHOW USERS")).map((row) => row[0]));
  for (const user of users) await createUser(url, admin, user, existing.has(user.username));
}

async function createUser(url: string, admin: Credentials, user: InfluxUser, exists: boolean): Promise<void> {
  const username = name(user.username);
  await influxQuery(
    url,
    admin,
    exists
      ? `SET PASSWORD FOR ${username} = ${text(user.password)}`
      : `CREATE USER ${username} WITH PASSWORD ${text(user.password)}`,
  );
  const grant = user.rights === "all" ? "ALL PRIVILEGES" : `READ ON ${name(user.rights.read)}`;
  await influxQuery(url, admin, `GRANT ${grant} TO ${username}`);
}

interface QueryAnswer {
  error?: string;
  results?: { error?: string; series?: { values?: unknown[][] }[] }[];
}

/** Runs one InfluxQL statement and hands over the rows of its first series. */
async function influxQuery(url: string, { username, password }: Credentials, statement: string): Promise<unknown[][]> {
  const response = await fetch(`${url}/query`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}` },
    body: new URLSearchParams({ q: statement }),
  });
  const answer = (await response.json()) as QueryAnswer;
  const error = answer.error ?? answer.results?.find((result) => result.error !== undefined)?.error;
  if (error !== undefined) throw new Error(`InfluxDB: ${error}`);
  return answer.results?.[0]?.series?.[0]?.values ?? [];
}

function name(identifier: string): string {
  return `"${identifier.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function text(literal: string): string {
  return `'${literal.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
