import { BackboneConnection, KeptAnswer, NatsConfig, statusOfRegions } from "@gridwatch/backbone";
import type { RegionStatus } from "@gridwatch/contracts";
import { within } from "@gridwatch/service-kit";
import { Inject, Injectable } from "@nestjs/common";
import { Gauge, Registry } from "prom-client";

/** A scrape does not wait longer than this. Regions have a second of it to answer. */
const ANSWER_WITHIN_MS = 2_000;

/** Both gauges of a scrape share one question. */
const KEPT_MS = 500;

/** How the regions do of which a central platform gathers the readings. Elsewhere, and while it is not known, nothing. */
@Injectable()
export class RegionMetrics {
  constructor(
    @Inject(Registry) registry: Registry,
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
    @Inject(NatsConfig) private readonly config: NatsConfig,
  ) {
    const regions = new KeptAnswer(() => this.regions(), KEPT_MS);
    const gauge = (name: string, help: string, value: (region: RegionStatus) => number) =>
      new Gauge({
        name: `gridwatch_region_${name}`,
        help,
        labelNames: ["region"],
        registers: [registry],
        async collect() {
          this.reset();
          for (const region of await regions.get()) this.set({ region: region.name }, value(region));
        },
      });
    gauge("up", "Whether a region answers over its link, and has readings to gather", (r) =>
      r.problem === null ? 1 : 0,
    );
    gauge("pending_messages", "Messages that a region held when last heard of, not gathered yet", (r) => r.pending);
  }

  private async regions(): Promise<RegionStatus[]> {
    if (!this.config.isCentral || !this.connection.connected) return [];
    const asked = this.connection.ready().then((backbone) => statusOfRegions(backbone, this.config.regions));
    return within(ANSWER_WITHIN_MS, asked).catch(() => []);
  }
}
