import type { PlatformSecrets } from "./platform-secrets.js";
import { serviceOf } from "./service.js";

/** Unless a platform is told another. */
export const DATABASE = "gridwatch";

export interface ServerUrls {
  mqtt: string;
  nats: string;
  influx: string;
}

/** The environment of a service's instance: what it may know, and no other service's passwords. */
export function serviceEnvironment(
  instance: string,
  urls: ServerUrls,
  database: string,
  secrets: PlatformSecrets,
): Record<string, string> {
  const nats = { NATS_URL: urls.nats, NATS_USER: secrets.nats.username, NATS_PASSWORD: secrets.nats.password };
  const influx = (user: "storage" | "analytics") => ({
    INFLUX_URL: urls.influx,
    INFLUX_DATABASE: database,
    INFLUX_USERNAME: secrets.influx[user].username,
    INFLUX_PASSWORD: secrets.influx[user].password,
  });
  switch (serviceOf(instance)) {
    case "ingest":
      return {
        ...nats,
        MQTT_URL: urls.mqtt,
        MQTT_USERNAME: "ingest",
        MQTT_PASSWORD: secrets.mqtt.ingest,
        // The same after a restart: the broker keeps this session's messages under it.
        MQTT_CLIENT_ID: instance,
      };
    case "storage":
      return { ...nats, ...influx("storage") };
    case "realtime":
      return nats;
    // Both only read: they share an account.
    case "analytics":
    case "predict":
      return { ...nats, ...influx("analytics") };
    default:
      return {};
  }
}

/** The environment of a command that asks the servers themselves, with all that the services together may do. */
export function operatorEnvironment(
  urls: ServerUrls,
  database: string,
  secrets: PlatformSecrets,
): Record<string, string> {
  const [ingest, storage] = ["ingest", "storage"].map((name) => serviceEnvironment(name, urls, database, secrets));
  return { ...ingest, ...storage };
}
