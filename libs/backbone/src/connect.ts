import { type JetStreamClient, type JetStreamManager, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import type { NatsConfig } from "./nats.config.js";

export interface Backbone {
  nc: NatsConnection;
  js: JetStreamClient;
  jsm: JetStreamManager;
}

/** Reaches NATS, or fails; once reached it is reached again whenever the connection breaks. @throws Error, also when there is no JetStream */
export async function connectBackbone(config: NatsConfig): Promise<Backbone> {
  const nc = await connect({
    servers: config.url.split(","),
    ...(config.user === "" ? {} : { user: config.user, pass: config.password }),
    ...tlsOptions(config),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 500,
    ignoreAuthErrorAbort: true,
    pingInterval: 10_000,
    // A stack trace kept for each publish, should it fail, takes 7 % of the time ingest spends.
    noAsyncTraces: true,
    timeout: 5_000,
  });
  try {
    const jsm = await jetstreamManager(nc);
    return { nc, jsm, js: jetstream(nc) };
  } catch (error) {
    await nc.close();
    throw error;
  }
}

/** A tls:// address is never spoken to in the clear, whatever the server offers. */
function tlsOptions({ url, caFile }: NatsConfig): { tls?: { caFile?: string } } {
  if (caFile !== "") return { tls: { caFile } };
  return url.includes("tls://") ? { tls: {} } : {};
}
