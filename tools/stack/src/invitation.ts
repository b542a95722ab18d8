import { networkInterfaces } from "node:os";
import type { MosquittoHandle } from "@gridwatch/local-stack";

/** Addresses under which a server bound to `host` is reached. */
export function addressesOf(host: string): string[] {
  if (host !== "0.0.0.0") return [host];
  const own = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  return own.filter(({ family }) => family === "IPv4").map(({ address }) => address);
}

/** A line to paste into a shell that publishes one reading. */
export function publishCommand(broker: MosquittoHandle, host: string): string {
  const { username, password } = broker.credentials("device");
  const reading = { input_voltage: 240.5, input_current: 15.2, out_voltage1: 120.3, out_current1: 9.8 };
  return [
    `mosquitto_pub -h ${host} -p ${broker.port} -u ${username} -P '${password}' -q 1`,
    `-t sensors/my-unit/telemetry -m '${JSON.stringify(reading)}'`,
  ].join(" ");
}
