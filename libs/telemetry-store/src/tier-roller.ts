import { isMetricName } from "@gridwatch/contracts";
import type { InfluxConnection } from "./influx-connection.js";
import { select } from "./influxql.js";
import { deviceIds } from "./raw-extent.js";
import { RAW_POLICY } from "./retention.js";
import { toRollupLines } from "./rollup-lines.js";
import { ROLLUP_TIERS, type RollupTier } from "./rollup-tiers.js";
import { BatchTooLarge, LinesRejected, UnspeakableAnswer } from "./store-errors.js";
import {
  FIELDS_STATEMENT,
  MAX_NAMED_DEVICES,
  metricOfSum,
  rollupStatement,
  type TimeRange,
} from "./telemetry-statements.js";
import { TelemetryWriter } from "./telemetry-writer.js";

/** What one query may answer: InfluxDB 1.6.7 was measured to take some 4 µs per value of such an answer. */
const MAX_VALUES = 150_000;

/** A statement travels in a URL. */
const MAX_METRICS = 32;

const LINES_PER_WRITE = 2_000;

export interface RollOptions {
  /** About how many devices there are in all. */
  fleet: number;
  /** At most `MAX_NAMED_DEVICES`; all when absent. */
  devices?: readonly string[];
  /** The policy it is made from; unless said otherwise the next finer tier's, and raw for the finest. */
  source?: string;
}

/** A window without a rollup of one metric, since its sum is too large for a number. */
export interface LeftOut {
  device: string;
  metric: string;
  tier: string;
  from: number;
}

/** Part of a tier that is rolled up by one query. */
interface Piece extends TimeRange {
  tier: RollupTier;
  source: string;
  metrics: readonly string[];
  /** All when absent. */
  devices: readonly string[] | undefined;
}

/**
 * Makes a tier's windows anew from what they are made of and writes them over. Doing it again changes nothing.
 * All methods throw StoreError.
 */
export class TierRoller {
  private readonly writers: ReadonlyMap<string, TelemetryWriter>;

  /**
   * @param mayWrite throws when another may have taken over, who knows better; asked between reading and writing
   */
  constructor(
    private readonly connection: InfluxConnection,
    private readonly mayWrite: () => Promise<void>,
    private readonly onLeftOut: (window: LeftOut) => void,
  ) {
    this.writers = new Map(ROLLUP_TIERS.map(({ policy }) => [policy, new TelemetryWriter(connection, policy)]));
  }

  /** @param range whole windows of the tier */
  async roll(tier: RollupTier, range: TimeRange, options: RollOptions): Promise<void> {
    const { devices, fleet, source = sourceOf(tier) } = options;
    // Never from a list kept from before: a metric may have its first reading in just these windows.
    const metrics = await this.metrics(source);
    const width = devices?.length ?? Math.max(fleet, 1);
    for (let i = 0; i === 0 || i < metrics.length; i += MAX_METRICS) {
      const some = metrics.slice(i, i + MAX_METRICS);
      const step = Math.max(1, Math.floor(MAX_VALUES / (width * (4 * some.length + 1)))) * tier.windowMs;
      for (let from = range.from; from < range.to; from += step) {
        await this.rollPiece({ tier, source, from, to: Math.min(range.to, from + step), metrics: some, devices });
      }
    }
  }

  private async rollPiece(piece: Piece): Promise<void> {
    const { tier, source, metrics, devices } = piece;
    const material = source === RAW_POLICY ? "raw" : "rollups";
    let lines: string[];
    try {
      const tables = await this.ask(source, rollupStatement(material, piece, tier.windowMs, metrics, devices));
      lines = toRollupLines(tables, metrics);
    } catch (error) {
      if (error instanceof UnspeakableAnswer) return this.rollParts(piece, error);
      throw error;
    }
    if (lines.length === 0) return;
    await this.mayWrite();
    for (let i = 0; i < lines.length; i += LINES_PER_WRITE) await this.write(tier, lines.slice(i, i + LINES_PER_WRITE));
  }

  /** A sum overflows: parts the piece until what remains is one window of one metric of one device, and leaves that out. */
  private async rollParts(piece: Piece, cause: UnspeakableAnswer): Promise<void> {
    const { tier, from, to, metrics } = piece;
    const windows = Math.round((to - from) / tier.windowMs);
    const devices = piece.devices ?? (await deviceIds(this.connection));
    if (metrics.length > 1) {
      for (const some of parts(metrics)) await this.rollPiece({ ...piece, metrics: some });
    } else if (windows > 1) {
      const middle = from + (windows >>> 1) * tier.windowMs;
      await this.rollPiece({ ...piece, to: middle });
      await this.rollPiece({ ...piece, from: middle });
    } else if (devices.length > 1) {
      for (const some of parts(devices)) await this.rollPiece({ ...piece, devices: some });
    } else {
      const [[metric], [device]] = [metrics, devices];
      if (metric === undefined || device === undefined) throw cause;
      this.onLeftOut({ device, metric, tier: tier.policy, from });
    }
  }

  /** A window that the tier no longer keeps is refused alone, by 1.x; there is nothing to be done about it. */
  private async write(tier: RollupTier, lines: readonly string[]): Promise<void> {
    try {
      await this.writers.get(tier.policy)?.writeLines(lines);
    } catch (error) {
      if (error instanceof LinesRejected && /beyond retention policy/.test(error.message)) return;
      if (!(error instanceof BatchTooLarge) || lines.length === 1) throw error;
      for (const some of parts(lines)) await this.write(tier, some);
    }
  }

  private async metrics(policy: string): Promise<string[]> {
    const [table] = await this.ask(policy, FIELDS_STATEMENT);
    const floats = (table?.values ?? []).filter(([, type]) => type === "float").map(([name]) => String(name));
    const names = policy === RAW_POLICY ? floats : floats.map(metricOfSum);
    return names.filter(isMetricName).sort();
  }

  private ask(rp: string, q: string) {
    return select(this.connection, { q, db: this.connection.config.database, rp });
  }
}

/** The policy that a tier is made from. */
function sourceOf(tier: RollupTier): string {
  return ROLLUP_TIERS[ROLLUP_TIERS.indexOf(tier) - 1]?.policy ?? RAW_POLICY;
}

/** Two halves, or more parts where halves would be too many to name in a query. */
function parts<T>(all: readonly T[]): (readonly T[])[] {
  const size = Math.min(MAX_NAMED_DEVICES, Math.ceil(all.length / 2));
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}
