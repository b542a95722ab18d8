import { LightClient } from "@gridwatch/testkit";

/** What somebody looked at, and how often. */
export interface Look {
  what: string;
  /** The workloads that have a part in the answer. */
  by: string[];
  times: number;
  /** Of all of them, as they came or as they were unpacked. */
  bytes: number;
}

/** People in front of the page, as far as the platform is concerned: what their browsers ask of the edge. */
export class Audience {
  readonly frames: Look = {
    what: "a frame of the fleet's room, to one client",
    by: ["edge", "realtime"],
    times: 0,
    bytes: 0,
  };
  readonly pages: Look = {
    what: "a unit's page opened, nothing of it cached",
    by: ["edge", "analytics", "influxdb"],
    times: 0,
    bytes: 0,
  };
  private readonly clients: LightClient[] = [];

  /** @param edge `http://host:port` */
  constructor(private readonly edge: string) {}

  /** So many more clients follow the newest values of all units. */
  follow(clients: number): void {
    const count = (packet: Buffer) => this.count(this.frames, packet.length);
    for (let i = 0; i < clients; i++) this.clients.push(new LightClient(this.edge, { fleet: true }, count));
  }

  /** Opens the page of a unit as a browser does that was never there. @throws Error for what is not answered with 200 */
  async open(device: string): Promise<void> {
    const index = await this.get("/");
    const files = [...index.toString().matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => `${path}`);
    const unit = `/api/v1/devices/${device}`;
    const answers = [
      "/api/v1/devices?limit=1000&offset=0",
      ...["history", "scores", "insights", "forecasts"].map((part) => `${unit}/${part}`),
    ];
    const bodies = await Promise.all([...files, ...answers].map((path) => this.get(path)));
    this.count(
      this.pages,
      [index, ...bodies].reduce((sum, { length }) => sum + length, 0),
    );
  }

  /** @throws Error when a client was cut off before */
  leave(): void {
    const lost = this.clients.filter(({ isClosed }) => isClosed).length;
    for (const client of this.clients.splice(0)) client.close();
    if (lost > 0) throw new Error(`${lost} clients were cut off`);
  }

  private async get(path: string): Promise<Buffer> {
    const response = await fetch(`${this.edge}${path}`);
    const body = Buffer.from(await response.arrayBuffer());
    if (response.status !== 200) throw new Error(`${path} was answered with ${response.status}: ${body}`);
    return body;
  }

  private count(look: Look, bytes: number): void {
    look.times++;
    look.bytes += bytes;
  }
}
