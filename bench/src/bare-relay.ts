import { parseArgs } from "node:util";
import mqtt from "mqtt";
import { Server } from "socket.io";

/**
 * The ceiling of latency: an MQTT.js client that emits each message as it comes to the Socket.IO clients of its device's
 * room, with nothing between. A process of its own; prints its port when it is subscribed.
 */
const { values } = parseArgs({ options: { url: { type: "string", default: "" } } });

const io = new Server(0, { transports: ["websocket"] });
io.on("connection", (socket) => {
  socket.on("subscribe", async ({ devices }: { devices: string[] }, done: () => void) => {
    await socket.join(devices);
    done();
  });
});

const client = await mqtt.connectAsync(values.url, {
  username: process.env["MQTT_USERNAME"] ?? "",
  password: process.env["MQTT_PASSWORD"] ?? "",
  protocolVersion: 5,
});
client.on("message", (topic, payload) => {
  const device = topic.split("/")[1] ?? "";
  io.to(device).emit("reading", device, payload.toString());
});
await client.subscribeAsync("sensors/#", { qos: 1 });
const address = io.httpServer.address();
process.stdout.write(`${typeof address === "object" ? address?.port : ""}\n`);
