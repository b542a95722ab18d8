import { readFileSync } from "node:fs";
import type { IClientOptions } from "mqtt";
import type { IngestConfig } from "./config.js";

/** How a session is resumed: our own, or that of a replica that is gone. */
export interface SessionOptions {
  clientId: string;
  /** Messages that the broker may send without having the acknowledgement of the first (MQTT 5). */
  receiveMaximum: number;
}

/**
 * A connection to a session that outlives it: what arrives while nobody is connected waits at the broker under the client id.
 * It is not tried again by itself, since a replica first has to say in the members' bucket that it is there.
 *
 * @throws Error when a certificate file cannot be read
 */
export function mqttOptions(config: IngestConfig, { clientId, receiveMaximum }: SessionOptions): IClientOptions {
  const { mqtt } = config;
  // The subscription is made anew at each connection: the broker may have lost it with its data.
  const common = { ...passingOptions(config, clientId), clean: false, resubscribe: false };
  if (mqtt.protocolVersion === 4) return common;
  return { ...common, properties: { sessionExpiryInterval: mqtt.sessionExpirySeconds, receiveMaximum } };
}

/**
 * A connection that leaves nothing behind at the broker, and is not tried again.
 *
 * @throws Error when a certificate file cannot be read
 */
export function passingOptions({ mqtt }: IngestConfig, clientId: string): IClientOptions {
  return {
    clientId,
    clean: true,
    protocolVersion: mqtt.protocolVersion === 4 ? 4 : 5,
    keepalive: 30,
    connectTimeout: 10_000,
    reconnectPeriod: 0,
    manualConnect: true,
    ...(mqtt.username === "" ? {} : { username: mqtt.username, password: mqtt.password }),
    ...(mqtt.caFile === "" ? {} : { ca: readFileSync(mqtt.caFile) }),
    ...(mqtt.certFile === "" ? {} : { cert: readFileSync(mqtt.certFile) }),
    ...(mqtt.keyFile === "" ? {} : { key: readFileSync(mqtt.keyFile) }),
  };
}

/** An adopted session may have an eighth as many messages under way as our own, on top of those. */
export function adoptedReceiveMaximum({ maxHeldMessages }: IngestConfig): number {
  return Math.ceil(maxHeldMessages / 8);
}

/** The filter as it is subscribed to. */
export function subscriptionFilter({ mqtt }: IngestConfig): string {
  return mqtt.sharedGroup === "-" ? mqtt.filter : `$share/${mqtt.sharedGroup}/${mqtt.filter}`;
}

/**
 * What the session may be subscribed to from before, so that a message that both match would come twice: what its entry
 * among the members says, else the filter in either form, of a version that kept no entries.
 */
export function formerFilters({ mqtt }: IngestConfig, known: string[] | undefined): string[] {
  return known ?? [mqtt.filter, `$share/ingest/${mqtt.filter}`];
}
