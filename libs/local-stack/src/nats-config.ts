import type { Credentials } from "./secrets.js";
import { LOOPBACK } from "./server-place.js";

/** A server's place among the servers of a cluster. The servers know each other by the clients' account. */
export interface NatsClusterPlace {
  name: string;
  /** Where this server listens for the others. */
  port: number;
  /** The cluster ports of all servers, this one's too. */
  ports: readonly number[];
}

/** A server's place among regions that each have a JetStream of their own (docs/operations.md). */
export interface NatsRegionPlace {
  /** Of the region's JetStream. */
  domain: string;
  /** In the middle: where it listens for the regions. */
  leafPort?: number;
  /** In a region: where the servers in the middle listen for it, and by which account they let it in. */
  hub?: { ports: readonly number[]; credentials: Credentials };
}

/** Subjects of the platform's own. Each region keeps them to itself: what the middle has of a region, it has by mirrors. */
const OWN_SUBJECTS = [
  ...["telemetry.>", "insights.>", "forecasts.>", "dead-letters.>", "replays.>", "models.>"],
  ...["accounts.>", "system.>", "$KV.>", "$O.>"],
];

export function clusterBlock({ name, port, ports }: NatsClusterPlace, { username, password }: Credentials): string {
  const routes = ports.map((each) => `"nats-route://${inUrl({ username, password })}@${LOOPBACK}:${each}"`);
  return `cluster {
  name: "${name}"
  listen: "${LOOPBACK}:${port}"
  authorization { user: "${username}", password: "${password}" }
  routes: [${routes.join(", ")}]
}`;
}

export function leafBlock({ leafPort, hub }: NatsRegionPlace, { username, password }: Credentials): string {
  const listen =
    leafPort === undefined
      ? ""
      : `
  listen: "${LOOPBACK}:${leafPort}"
  no_advertise: true
  authorization { user: "${username}", password: "${password}" }`;
  const urls = hub?.ports.map((each) => `"nats-leaf://${inUrl(hub.credentials)}@${LOOPBACK}:${each}"`) ?? [];
  const denied = JSON.stringify(OWN_SUBJECTS);
  const remotes =
    hub === undefined
      ? ""
      : `
  remotes: [{ urls: [${urls.join(", ")}], deny_imports: ${denied}, deny_exports: ${denied} }]`;
  return `leafnodes {${listen}${remotes}
  reconnect: 1
}`;
}

function inUrl({ username, password }: Credentials): string {
  return `${encodeURIComponent(username)}:${encodeURIComponent(password)}`;
}
