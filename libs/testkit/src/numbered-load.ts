import type { DeadLetterReason } from "@gridwatch/contracts";
import mqtt, { type MqttClient } from "mqtt";

const EVERY_MS = 10;
const HOUR_MS = 3_600_000;

/** No database keeps raw readings for so long. */
const LONG_PAST = Date.UTC(1990, 0, 1);

export interface BrokerAddress {
  /** `mqtt://host:port`, without credentials. */
  readonly url: string;
  credentials(username: string): { username: string; password: string };
}

export interface LoadOptions {
  /** Begins the name of every unit of this load, so that its readings can be told from another's. */
  name: string;
  units?: number;
  readingsPerSecond?: number;
  /** Further metrics in each reading, to make it large. */
  ballast?: number;
  /** The part of the readings that are published late, behind later ones of their unit. */
  outOfOrder?: number;
  /** The part of the readings that are published twice. */
  duplicates?: number;
  /** The part of the readings that cannot be taken, since they are of a time long past. */
  unusable?: number;
}

/** Where a reading belongs: in InfluxDB under its unit and time, or among the dead letters for a reason. */
export interface Place {
  device: string;
  timestamp: number;
  deadLetter?: DeadLetterReason;
}

/** Readings with running numbers from 0 on, each of which must be found in one place, once and with the same values, in the end. */
export interface NumberedReadings {
  /** Begins the name of every unit of theirs, before a hyphen. */
  readonly name: string;
  /** How many readings were made. */
  readonly published: number;
  /** Readings whose message the broker has acknowledged. */
  readonly acknowledged: number;
  placeOf(number: number): Place;
  /** All metrics of the reading, of which `number` is one. */
  valuesOf(number: number): Record<string, number>;
}

interface Reading extends Place {
  number: number;
}

/**
 * Devices that never give up: readings with running numbers at QoS 1, each with a time of its own, and what is not
 * acknowledged is sent again after a reconnect. Every number has one place where it must be found in the end.
 */
export class NumberedLoad implements NumberedReadings {
  private readonly start = Date.now() - HOUR_MS;
  private readonly elsewhere = new Map<number, Place>();
  private readonly heldBack: Reading[] = [];
  private readonly options: Required<LoadOptions>;
  private timer: NodeJS.Timeout | undefined;
  private owed = 0;
  private lastTick = 0;
  private unacknowledged = 0;
  published = 0;
  private rate: number;

  private constructor(
    private readonly client: MqttClient,
    options: LoadOptions,
  ) {
    this.options = {
      units: 20,
      readingsPerSecond: 1_000,
      ballast: 0,
      outOfOrder: 0,
      duplicates: 0,
      unusable: 0,
      ...options,
    };
    this.rate = this.options.readingsPerSecond;
  }

  static async on(broker: BrokerAddress, options: LoadOptions): Promise<NumberedLoad> {
    const client = await mqtt.connectAsync(broker.url, {
      ...broker.credentials("device"),
      reconnectPeriod: 200,
      clean: false,
      clientId: `load-${options.name}`,
    });
    return new NumberedLoad(client, options);
  }

  get name(): string {
    return this.options.name;
  }

  get acknowledged(): number {
    return this.published - this.unacknowledged - this.heldBack.length;
  }

  begin(): void {
    this.lastTick = performance.now();
    this.timer = setInterval(() => this.tick(), EVERY_MS);
  }

  /** From now on so many times the rate asked for. */
  speedUp(times: number): void {
    this.rate = this.options.readingsPerSecond * times;
  }

  /** Publishes what was held back, too. */
  pause(): void {
    clearInterval(this.timer);
    for (const reading of this.heldBack.splice(0)) this.send([reading]);
  }

  async end(): Promise<void> {
    this.pause();
    await this.client.endAsync(true);
  }

  /** What each unit kept back in an outage of its link: one reading a second, in arrays of a few hundred. */
  publishBacklog(minutes: number): void {
    const each = minutes * 60;
    const before = this.start - each * 1_000;
    for (let unit = 0; unit < this.options.units; unit++) {
      const device = this.unit(unit);
      const readings = Array.from({ length: each }, (_, second) => {
        const number = this.published++;
        const place = { device, timestamp: before + second * 1_000 };
        this.elsewhere.set(number, place);
        return { number, ...place };
      });
      for (let from = 0; from < each; from += 300) this.send(readings.slice(from, from + 300));
    }
  }

  /** A reading of another time than now. @param deadLetter why it must be refused, if it must */
  publishAt(timestamp: number, deadLetter?: DeadLetterReason): void {
    const number = this.published++;
    const device = this.unit(number);
    const place = deadLetter === undefined ? { device, timestamp } : { device, timestamp, deadLetter };
    this.elsewhere.set(number, place);
    this.send([{ number, ...place }]);
  }

  /** A reading of another unit, outside the count. */
  publishBeside(device: string, reading: Record<string, number>): void {
    this.client.publish(`sensors/${device}/telemetry`, JSON.stringify(reading), { qos: 1 });
  }

  /** How many of the readings with a number below `limit` are still held back, to be published out of order. */
  waiting(limit: number): number {
    return this.heldBack.filter(({ number }) => number < limit).length;
  }

  placeOf(number: number): Place {
    return this.elsewhere.get(number) ?? { device: this.unit(number), timestamp: this.start + number };
  }

  /** Long values, and others for every number and metric. */
  valuesOf(number: number): Record<string, number> {
    const metrics = Array.from({ length: this.options.ballast }, (_, i) => [`ballast_${i}`, Math.sin(64 * number + i)]);
    return { number, ...Object.fromEntries(metrics) };
  }

  private unit(n: number): string {
    return `${this.options.name}-${n % this.options.units}`;
  }

  private tick(): void {
    const now = performance.now();
    this.owed += ((now - this.lastTick) * this.rate) / 1_000;
    this.lastTick = now;
    for (; this.owed >= 1; this.owed--) this.publishNext();
  }

  private publishNext(): void {
    if (Math.random() < this.options.unusable) {
      this.publishAt(LONG_PAST + this.published, "timestamp_expired");
      return;
    }
    const number = this.published++;
    const reading = { number, ...this.placeOf(number) };
    if (Math.random() < this.options.outOfOrder) {
      this.heldBack.push(reading);
      if (this.heldBack.length > 100) this.send(this.heldBack.splice(0, 1));
      return;
    }
    this.send([reading]);
    if (Math.random() < this.options.duplicates) this.send([reading]);
  }

  /** @param readings of one unit: one as an object, several as an array */
  private send(readings: Reading[]): void {
    const [first] = readings;
    if (first === undefined) return;
    const elements = readings.map(({ number, timestamp }) => ({ ...this.valuesOf(number), timestamp }));
    const payload = JSON.stringify(elements.length === 1 ? elements[0] : elements);
    this.unacknowledged += readings.length;
    this.client.publish(`sensors/${first.device}/telemetry`, payload, { qos: 1 }, (error) => {
      if (!error) this.unacknowledged -= readings.length;
    });
  }
}
