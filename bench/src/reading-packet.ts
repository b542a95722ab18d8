import { generate } from "mqtt-packet";

/** The n-th message of a connection: one reading of eight metrics, as a JSON object at QoS 1. */
export function readingPacket(n: number, device: string, timestamp: number): Buffer {
  const wave = (n % 1000) / 250;
  const payload = `{"timestamp":${timestamp},"input_voltage":${230 + wave},"input_current":${15 + wave},"out_voltage1":${120.1 + wave},"out_current1":${5 + wave},"out_voltage2":${119.7 + wave},"out_current2":${5.2 + wave},"out_voltage3":${120.4 + wave},"out_current3":${4.9 + wave}}`;
  return generate({
    cmd: "publish",
    topic: `sensors/${device}/telemetry`,
    payload,
    qos: 1,
    messageId: (n % 65_535) + 1,
    dup: false,
    retain: false,
  });
}

export function connectPacket(clientId: string, username: string, password: string): Buffer {
  return generate({
    cmd: "connect",
    protocolId: "MQTT",
    protocolVersion: 4,
    clientId,
    clean: true,
    keepalive: 0,
    username,
    password: Buffer.from(password),
  });
}
