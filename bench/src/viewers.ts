import { parseArgs } from "node:util";
import type { Subscription } from "@gridwatch/contracts";
import { LightClient } from "@gridwatch/testkit";
import { FrameTally, type RecordedFrame, type ViewersReport } from "./frame-tally.js";
import { unitName } from "./steady-load.js";

/**
 * All clients of the benchmark `realtime`, in a process of their own. Tells its parent when every one has its room's
 * snapshot; answers `begin` by counting anew and `end` with what has come since; `stick` makes one more client, of all
 * there is, that stops reading.
 */
const { values } = parseArgs({
  options: { url: { type: "string", default: "" }, fleet: { type: "string" }, devices: { type: "string" } },
});

const STUCK_CLIENT_ROOMS = 64;
const fleet: FrameTally[] = [];
const devices: FrameTally[] = [];
const clients: LightClient[] = [];
let missingSnapshots = 0;
let recording: RecordedFrame[] = [];
let began = 0;

function addClient(tallies: FrameTally[], subscription: Subscription, isRecorded: boolean): void {
  const tally = new FrameTally();
  tallies.push(tally);
  missingSnapshots++;
  const client = new LightClient(values.url, subscription, (packet) => {
    if (tally.isSnapshot(packet)) {
      if (--missingSnapshots === 0) process.send?.("subscribed");
      return;
    }
    tally.add(packet, Date.now());
    if (isRecorded) recording.push({ afterMs: performance.now() - began, event: packet.toString().slice(1) });
  });
  clients.push(client);
}

function report(): ViewersReport {
  const all = [...fleet, ...devices];
  const framesOfEach = fleet.map(({ frames }) => frames);
  const readingsOfEach = devices.map(({ readings }) => readings);
  return {
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    frames: all.reduce((sum, { frames }) => sum + frames, 0),
    worstLagMs: Math.max(...all.map(({ worstLagMs }) => worstLagMs)),
    worstFrameLagMs: Math.max(...all.map(({ worstFrameLagMs }) => worstFrameLagMs)),
    fleetFrames: { fewest: Math.min(...framesOfEach), most: Math.max(...framesOfEach) },
    deviceReadings: { fewest: Math.min(...readingsOfEach), most: Math.max(...readingsOfEach) },
    lostClients: clients.filter(({ isClosed }) => isClosed).length,
    recording,
  };
}

// Its parent is gone, however it ended.
process.once("disconnect", () => process.exit());

process.on("message", (command: "begin" | "end" | "stick") => {
  if (command === "begin") {
    for (const tally of [...fleet, ...devices]) tally.clear();
    recording = [];
    began = performance.now();
  } else if (command === "end") {
    process.send?.(report());
  } else {
    const rooms = Array.from({ length: STUCK_CLIENT_ROOMS }, (_, i) => unitName(i));
    let isStuck = false;
    const client = new LightClient(values.url, { fleet: true, devices: rooms }, () => {
      if (!isStuck) client.getStuck();
      isStuck = true;
    });
  }
});

for (let i = 0; i < Number(values.fleet); i++) addClient(fleet, { fleet: true }, i === 0);
for (let i = 0; i < Number(values.devices); i++) addClient(devices, { devices: [unitName(i)] }, true);
