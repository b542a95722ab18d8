import { setTimeout as delay } from "node:timers/promises";
import { BackboneConnection, followKeys, NatsConfig, openBucket, retry } from "@gridwatch/backbone";
import { DEVICES_BUCKET } from "@gridwatch/contracts";
import { LOGGER, type Logger, Readiness } from "@gridwatch/service-kit";
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from "@nestjs/common";
import { IngestConfig } from "./config.js";
import { DeviceGuard, type Refusal } from "./device-guard.js";

/** New ids written at once. */
const WRITES_AT_ONCE = 200;

/** What is not written this long after the service is told to stop is new once more at the next start. */
const LAST_WRITES_MS = 2_000;

const WARN_EVERY_MS = 60_000;

/**
 * The devices that readings are taken from, in a bucket that all replicas share: read before the first reading is taken, so
 * that a restart does not take the fleet for new, and written behind the readings' back.
 */
@Injectable()
export class DeviceRegistry implements OnModuleInit, OnModuleDestroy {
  /** Resolves when all devices known before are known here. */
  readonly loaded: Promise<void>;
  private readonly guard: DeviceGuard;
  private readonly stopping = new AbortController();
  private readonly unwritten = new Set<string>();
  private writing: Promise<void> | undefined;
  private problem: string | undefined = "loading the known devices";
  private lost: string | undefined;
  private warnedAt = Number.NEGATIVE_INFINITY;
  private markLoaded: () => void = () => {};

  constructor(
    @Inject(IngestConfig) config: IngestConfig,
    @Inject(NatsConfig) private readonly nats: NatsConfig,
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.guard = new DeviceGuard(config, (device) => this.write(device));
    this.loaded = new Promise((resolve) => {
      this.markLoaded = resolve;
    });
  }

  get size(): number {
    return this.guard.size;
  }

  onModuleInit(): void {
    this.readiness.register("devices", () => this.problem);
    const began = performance.now();
    const follower = {
      onKey: (device: string) => (this.problem === undefined ? this.guard.learn(device) : this.guard.remember(device)),
      onKeyGone: (device: string) => this.guard.forget(device),
      onCaughtUp: () => {
        this.problem = undefined;
        const elapsedMs = Math.round(performance.now() - began);
        this.logger.info({ devices: this.size, elapsedMs }, "loaded the known devices");
        this.markLoaded();
      },
      onProblem: (error: unknown) => this.warnOfLosing(error as Error),
    };
    const { connection, nats: config, stopping } = this;
    followKeys({ connection, config }, DEVICES_BUCKET, follower, stopping.signal).catch((error) => {
      this.logger.error({ err: error }, "the known devices are no longer followed");
    });
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.race([this.writing, delay(LAST_WRITES_MS)]);
    this.stopping.abort();
  }

  /** Why nothing is taken from this device; `undefined` for one that is known or has just been taken up. */
  refusalOf(device: string): Refusal | undefined {
    const refusal = this.guard.refusalOf(device);
    if (refusal !== undefined) this.warn(refusal);
    return refusal;
  }

  private warnOfLosing(error: Error): void {
    if (this.lost !== error.message) this.logger.warn({ err: error }, "the known devices are followed again later");
    this.lost = error.message;
  }

  private warn({ reason, detail }: Refusal): void {
    const now = performance.now();
    if (now - this.warnedAt < WARN_EVERY_MS) return;
    this.warnedAt = now;
    this.logger.warn({ reason, devices: this.size }, `readings go to the dead letters: ${detail}`);
  }

  private write(device: string): void {
    this.unwritten.add(device);
    this.writing ??= this.writeAll().finally(() => {
      this.writing = undefined;
    });
  }

  private async writeAll(): Promise<void> {
    while (this.unwritten.size > 0 && !this.stopping.signal.aborted) {
      const some = [...this.unwritten].slice(0, WRITES_AT_ONCE);
      await retry(() => this.put(some), {
        firstMs: 250,
        longestMs: 5_000,
        signal: this.stopping.signal,
        onFailure: (error, attempt) => {
          if (attempt === 1) this.logger.warn({ err: error }, "new devices are written down later");
        },
      }).catch(() => undefined);
      for (const device of some) this.unwritten.delete(device);
    }
  }

  private async put(devices: string[]): Promise<void> {
    const bucket = await openBucket(await this.connection.ready(), DEVICES_BUCKET, this.nats);
    await Promise.all(devices.map((device) => bucket.put(device, "")));
  }
}
