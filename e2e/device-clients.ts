import { spawn } from "node:child_process";
import type { MosquittoHandle } from "@gridwatch/local-stack";
import { mqtt_v4, mqtt_v5 } from "u8-mqtt";

export interface DeviceMessage {
  topic: string;
  payload: string | Buffer;
}

/** Publishes by another library than the one ingest uses; resolves when the broker has acknowledged every message. */
export async function publishByLibrary(
  broker: MosquittoHandle,
  version: 4 | 5,
  messages: DeviceMessage[],
): Promise<void> {
  const { username, password } = broker.credentials("device");
  const client = (version === 4 ? mqtt_v4() : mqtt_v5()).with_tcp(`tcp://${broker.host}:${broker.port}`);
  client.log_conn = () => {};
  await client.connect({ username, password, client_id: `device-${version}-${process.pid}` });
  for (let from = 0; from < messages.length; from += 500) {
    const part = messages.slice(from, from + 500);
    await Promise.all(
      part.map(({ topic, payload }) =>
        client.publish({ topic, payload: new Uint8Array(Buffer.from(payload)), qos: 1 }),
      ),
    );
  }
  await client.disconnect();
}

/** Publishes one message as an operator would from a shell. */
export async function publishByMosquittoPub(broker: MosquittoHandle, { topic, payload }: DeviceMessage): Promise<void> {
  await mosquittoPub(broker, ["-t", topic, payload.length === 0 ? "-n" : "-s"], payload);
}

/** Publishes a message per line on one topic, in one connection. */
export async function publishLinesByMosquittoPub(
  broker: MosquittoHandle,
  topic: string,
  lines: string[],
): Promise<void> {
  await mosquittoPub(broker, ["-t", topic, "-l"], `${lines.join("\n")}\n`);
}

async function mosquittoPub(broker: MosquittoHandle, args: string[], input: string | Buffer): Promise<void> {
  const { username, password } = broker.credentials("device");
  const address = ["-h", broker.host, "-p", String(broker.port), "-u", username, "-P", password, "-q", "1"];
  const process = spawn("mosquitto_pub", [...address, ...args], { stdio: ["pipe", "ignore", "pipe"] });
  const errors: Buffer[] = [];
  process.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
  // One that ends without reading its input, having failed or having nothing to read, says so by its exit code.
  process.stdin.on("error", () => undefined);
  process.stdin.end(input);
  const code = await new Promise((resolve, reject) => process.on("error", reject).on("close", resolve));
  if (code !== 0) throw new Error(`mosquitto_pub ended with ${code}: ${Buffer.concat(errors).toString()}`);
}
