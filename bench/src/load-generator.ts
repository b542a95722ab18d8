import { connect } from "node:net";
import { parseArgs } from "node:util";
import { connectPacket, readingPacket } from "./reading-packet.js";

/**
 * Publishes readings as fast as the broker acknowledges them: QoS 1, MQTT 3.1.1, straight on a socket, so that it takes as
 * little as possible of the machine it shares with what is measured. A process of its own; prints one JSON line when every
 * reading is acknowledged.
 */
const { values } = parseArgs({
  options: {
    port: { type: "string" },
    devices: { type: "string", default: "1000" },
    readings: { type: "string", default: "200000" },
    window: { type: "string", default: "2000" },
  },
});

const readings = Number(values.readings);
const devices = Number(values.devices);
const window = Number(values.window);
const start = Date.now() - Math.ceil(readings / devices);

const socket = connect(Number(values.port), "127.0.0.1");
socket.setNoDelay(true);
socket.write(
  connectPacket(`load-${process.pid}`, process.env["MQTT_USERNAME"] ?? "", process.env["MQTT_PASSWORD"] ?? ""),
);

let sent = 0;
let acknowledged = 0;
let unread = 0;
let began = 0;
let connected = false;

socket.on("data", (chunk) => {
  let bytes = chunk.length;
  if (!connected) {
    if (chunk[0] !== 0x20 || chunk[3] !== 0) throw new Error("the broker refuses the connection");
    connected = true;
    began = performance.now();
    bytes -= 4;
  }
  // Nothing but PUBACKs comes from here on, four bytes each.
  unread += bytes;
  acknowledged += unread >> 2;
  unread &= 3;
  if (acknowledged === readings) finish();
  else pump();
});

/** Refills the window when half of it is free, in one write. */
function pump(): void {
  if (sent - acknowledged > window / 2) return;
  const packets: Buffer[] = [];
  while (sent < readings && sent - acknowledged < window) packets.push(packetOf(sent++));
  if (packets.length > 0) socket.write(Buffer.concat(packets));
}

function packetOf(n: number): Buffer {
  return readingPacket(n, `unit-${n % devices}`, start + Math.floor(n / devices));
}

function finish(): void {
  const seconds = (performance.now() - began) / 1000;
  process.stdout.write(`${JSON.stringify({ readings, seconds })}\n`);
  socket.end();
}
