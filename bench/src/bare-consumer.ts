import { parseArgs } from "node:util";
import mqtt from "mqtt";

/**
 * The ceiling: an MQTT.js client that acknowledges each message at QoS 1 and does nothing else. A process of its own; prints
 * a line when it is subscribed and one with the count when it has all.
 */
const { values } = parseArgs({
  options: { url: { type: "string", default: "" }, readings: { type: "string", default: "0" } },
});
const expected = Number(values.readings);

const client = await mqtt.connectAsync(values.url, {
  username: process.env["MQTT_USERNAME"] ?? "",
  password: process.env["MQTT_PASSWORD"] ?? "",
  protocolVersion: 5,
  properties: { receiveMaximum: 20_000 },
});
let received = 0;
client.on("message", () => {
  if (++received === expected) process.stdout.write(`${received}\n`);
});
await client.subscribeAsync("sensors/#", { qos: 1 });
process.stdout.write("subscribed\n");
