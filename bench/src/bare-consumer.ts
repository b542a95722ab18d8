import { parseArgs } from "node:util";
import mqtt from "mqtt";

/**
 * The ceiling: an MQTT.js client that acknowledges each message at QoS 1 and does nothing else. A process of its own; prints
 * a line when it is subscribed, and one with the count at each of the counts given.
 */
const { values } = parseArgs({
  options: { url: { type: "string", default: "" }, counts: { type: "string", default: "0" } },
});
const counts = new Set(values.counts.split(",").map(Number));

const client = await mqtt.connectAsync(values.url, {
  username: process.env["MQTT_USERNAME"] ?? "",
  password: process.env["MQTT_PASSWORD"] ?? "",
  protocolVersion: 5,
  properties: { receiveMaximum: 20_000 },
});
let received = 0;
client.on("message", () => {
  if (counts.has(++received)) process.stdout.write(`${received}\n`);
});
await client.subscribeAsync("sensors/#", { qos: 1 });
process.stdout.write("subscribed\n");
