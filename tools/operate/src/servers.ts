import { join, resolve } from "node:path";
import { type Backbone, connectBackbone } from "@gridwatch/backbone";
import { findOperatorEnvironment, lockData, REPOSITORY_ROOT, startPlatform } from "@gridwatch/local-stack";
import { loadConfig } from "@gridwatch/service-kit";
import { InfluxConnection } from "@gridwatch/telemetry-store";
import { ServersConfig } from "./servers-config.js";

export const SERVERS_OPTIONS = { data: { type: "string" } } as const;

export const SERVERS_USAGE = `  --data DIR         data folder of the platform that npm start runs (.data)

The servers are those of the environment (NATS_URL, NATS_USER, NATS_PASSWORD, INFLUX_URL, INFLUX_USERNAME, INFLUX_PASSWORD and the other
variables of storage) where NATS_URL is set, and else those that npm start runs.
`;

/** The servers whose contents are kept. */
export interface Servers {
  config: ServersConfig;
  backbone: Backbone;
  database: InfluxConnection;
}

/**
 * Works on the servers of the environment, or else on those of the platform that runs on a data folder.
 *
 * @throws Error when there are none or they cannot be reached, and what `work` throws
 */
export function withServers<T>({ data }: { data?: string | undefined }, work: (servers: Servers) => Promise<T>) {
  return connected(operatorEnvironment(data), work);
}

/**
 * As `withServers`, but of a platform that does not run: its servers are started for as long as it takes, without its services.
 *
 * @throws Error also when the platform on the data folder runs
 */
export async function withServersAlone<T>(
  { data }: { data?: string | undefined },
  work: (servers: Servers) => Promise<T>,
): Promise<T> {
  if (process.env["NATS_URL"] !== undefined) return connected(process.env, work);
  const dir = dataFolder(data);
  const unlock = lockData(dir);
  try {
    const platform = await startPlatform({ dir, services: [], web: false });
    try {
      return await connected(platform.operatorEnvironment, work);
    } finally {
      await platform.stop();
    }
  } finally {
    unlock();
  }
}

/** @throws Error when neither the environment names servers nor a platform runs on the data folder */
export function operatorEnvironment(data: string | undefined): NodeJS.ProcessEnv {
  if (process.env["NATS_URL"] !== undefined) return process.env;
  const dir = dataFolder(data);
  const found = findOperatorEnvironment(dir);
  if (found === undefined) {
    throw new Error(`no platform runs on ${dir}: start it with npm start, or name servers by NATS_URL and INFLUX_URL`);
  }
  return found;
}

/** Of the servers of `operatorEnvironment`, where their data is on this machine. */
export function localDataFolder(data: string | undefined): string | undefined {
  return process.env["NATS_URL"] === undefined ? dataFolder(data) : undefined;
}

function dataFolder(data: string | undefined): string {
  return data === undefined ? join(REPOSITORY_ROOT, ".data") : resolve(data);
}

async function connected<T>(env: NodeJS.ProcessEnv, work: (servers: Servers) => Promise<T>): Promise<T> {
  const config = loadConfig(ServersConfig, env);
  const backbone = await connectBackbone(config.nats).catch((error: Error) => {
    throw new Error(`NATS at ${config.nats.url} cannot be used: ${error.message}`, { cause: error });
  });
  const database = new InfluxConnection(config.influx);
  try {
    return await work({ config, backbone, database });
  } finally {
    database.close();
    await backbone.nc.close();
  }
}
