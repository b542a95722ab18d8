import { DeliverPolicy, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";

export interface StreamMessage {
  seq: number;
  /** When the server stored it, epoch milliseconds. */
  at: number;
  subject: string;
  data: Uint8Array;
  /** `""` when the message has no such header. */
  header: (name: string) => string;
}

export interface NatsAddress {
  /** Of a cluster, its servers' addresses separated by commas. */
  url: string;
  credentials: { username: string; password: string };
}

export function connectNats({ url, credentials }: NatsAddress): Promise<NatsConnection> {
  return connect({
    servers: url.split(","),
    user: credentials.username,
    pass: credentials.password,
    maxReconnectAttempts: -1,
  });
}

/** Everything a stream holds at the moment; nothing when it does not exist. */
export async function readStream(address: NatsAddress, stream: string): Promise<StreamMessage[]> {
  const nc = await connectNats(address);
  try {
    const jsm = await jetstreamManager(nc);
    const info = await jsm.streams.info(stream).catch(() => undefined);
    if (info === undefined || info.state.messages === 0) return [];
    const consumer = await jsm.jetstream().consumers.get(stream, { deliver_policy: DeliverPolicy.All });
    const messages: StreamMessage[] = [];
    const batch = await consumer.consume({ max_messages: 1_000 });
    for await (const message of batch) {
      const { seq, time, subject, data, headers } = message;
      messages.push({ seq, at: time.getTime(), subject, data, header: (name) => headers?.get(name) ?? "" });
      if (seq >= info.state.last_seq) break;
    }
    await consumer.delete();
    return messages;
  } finally {
    await nc.close();
  }
}
