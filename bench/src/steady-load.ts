import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { MosquittoHandle } from "@gridwatch/local-stack";
import { eventually } from "@gridwatch/testkit";
import { connectPacket, readingPacket } from "./reading-packet.js";

const SEND_EVERY_MS = 2;
const PUBACK_BYTES = 4;

export interface SteadyLoadOptions {
  devices: number;
  readingsPerSecond: number;
  /** Called for each reading as it is handed to the broker's socket. */
  onPublish?: (device: string, timestamp: number) => void;
}

/** Units that report one after the other at a steady rate. A unit and the time of its reading name one reading. */
export class SteadyLoad {
  private published = 0;
  private answerBytes = 0;

  private constructor(
    private readonly socket: Socket,
    private readonly options: SteadyLoadOptions,
  ) {}

  static async connect(broker: MosquittoHandle, options: SteadyLoadOptions): Promise<SteadyLoad> {
    const { username, password } = broker.credentials("device");
    const socket = connect(broker.port, broker.host);
    socket.setNoDelay(true);
    socket.write(connectPacket(`steady-${process.pid}`, username, password));
    const [answer] = (await once(socket, "data")) as [Buffer];
    if (answer[0] !== 0x20 || answer[3] !== 0) throw new Error("the broker refuses the connection");
    const load = new SteadyLoad(socket, options);
    socket.on("data", (chunk) => {
      load.answerBytes += chunk.length;
    });
    return load;
  }

  /** Publishes for so long and resolves with the number of readings when the broker has acknowledged every one. */
  async run(seconds: number): Promise<number> {
    const readings = Math.round(seconds * this.options.readingsPerSecond);
    const began = performance.now();
    const startedAt = Date.now();
    let sent = 0;
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        const due = Math.floor(((performance.now() - began) / 1000) * this.options.readingsPerSecond);
        const packets: Buffer[] = [];
        while (sent < Math.min(due, readings)) packets.push(this.packetOf(sent++, startedAt));
        if (packets.length > 0) this.socket.write(Buffer.concat(packets));
        if (sent < readings) return;
        clearInterval(timer);
        resolve();
      }, SEND_EVERY_MS);
    });
    await eventually(() => {
      const acknowledged = Math.floor(this.answerBytes / PUBACK_BYTES);
      if (acknowledged < this.published) throw new Error(`${acknowledged} of ${this.published} are acknowledged`);
    });
    return readings;
  }

  close(): void {
    this.socket.end();
  }

  private packetOf(n: number, startedAt: number): Buffer {
    const { devices, readingsPerSecond, onPublish } = this.options;
    const device = unitName(n % devices);
    const timestamp = startedAt + Math.round((n / readingsPerSecond) * 1000);
    onPublish?.(device, timestamp);
    return readingPacket(this.published++, device, timestamp);
  }
}

export function unitName(i: number): string {
  return `unit-${i}`;
}
