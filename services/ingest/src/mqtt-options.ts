import { readFileSync } from "node:fs";
import type { IClientOptions } from "mqtt";
import type { IngestConfig } from "./config.js";

/**
 * A session that outlives the connection: what arrives while this replica is away waits at the broker under its
 * client id.
 *
 * @throws Error when a certificate file cannot be read
 */
export function mqttOptions({ mqtt, maxHeldMessages }: IngestConfig): IClientOptions {
  const common: IClientOptions = {
    clientId: mqtt.clientId,
    clean: false,
    keepalive: 30,
    connectTimeout: 10_000,
    reconnectPeriod: 500,
    // A broker that refuses us now may be given our password later.
    reconnectOnConnackError: true,
    // The subscription is made anew at each connection: the broker may have lost it with its data.
    resubscribe: false,
    manualConnect: true,
    ...(mqtt.username === "" ? {} : { username: mqtt.username, password: mqtt.password }),
    ...(mqtt.caFile === "" ? {} : { ca: readFileSync(mqtt.caFile) }),
    ...(mqtt.certFile === "" ? {} : { cert: readFileSync(mqtt.certFile) }),
    ...(mqtt.keyFile === "" ? {} : { key: readFileSync(mqtt.keyFile) }),
  };
  if (mqtt.protocolVersion === 4) return { ...common, protocolVersion: 4 };
  return {
    ...common,
    protocolVersion: 5,
    properties: { sessionExpiryInterval: mqtt.sessionExpirySeconds, receiveMaximum: maxHeldMessages },
  };
}

/** The filter as it is subscribed to. */
export function subscriptionFilter({ mqtt }: IngestConfig): string {
  return mqtt.sharedGroup === "-" ? mqtt.filter : `$share/${mqtt.sharedGroup}/${mqtt.filter}`;
}
