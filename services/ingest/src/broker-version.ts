import { setTimeout as delay } from "node:timers/promises";
import { Instances } from "@gridwatch/backbone";
import { LOGGER, type Logger } from "@gridwatch/service-kit";
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from "@nestjs/common";
import mqtt, { type IClientOptions } from "mqtt";
import { IngestConfig } from "./config.js";
import { MqttSession } from "./mqtt.session.js";
import { passingOptions } from "./mqtt-options.js";

/** Where mosquitto tells its version, and where each node of EMQX does; both retain it. */
const TOPICS = ["$SYS/broker/version", "$SYS/brokers/+/version"];

const ANSWER_WITHIN_MS = 3_000;

/** Twice: EMQX tells it for the first time a minute after its start. */
const ASK_AFTER_MS = [0, 75_000];

/**
 * Tells with this instance which version of the broker it is connected to. The broker is asked anew whenever the session
 * is, on connections beside it: what the broker refuses there, or breaks, is no matter of the session.
 */
@Injectable()
export class BrokerVersion implements OnModuleInit, OnModuleDestroy {
  private asking = new AbortController();
  private version: string | undefined;

  constructor(
    @Inject(IngestConfig) private readonly config: IngestConfig,
    @Inject(MqttSession) private readonly session: MqttSession,
    @Inject(Instances) private readonly instances: Instances,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.instances.tellMore = () => (this.version === undefined ? {} : { brokerVersion: this.version });
    this.session.onConnected = () => void this.ask();
  }

  onModuleDestroy(): void {
    this.asking.abort();
  }

  private async ask(): Promise<void> {
    this.asking.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    const { url, clientId } = this.config.mqtt;
    this.version = undefined;
    for (const waitMs of ASK_AFTER_MS) {
      await delay(waitMs, undefined, { signal, ref: false }).catch(() => undefined);
      // A connection for each topic: EMQX breaks that of a client which asks for what it may not have.
      for (const topic of TOPICS) {
        if (signal.aborted) return;
        try {
          // No replica's client id has a dot.
          const options = passingOptions(this.config, `${clientId}.version`);
          const version = await askVersion(url, options, topic, signal);
          if (!signal.aborted) this.version = version;
          return;
        } catch (error) {
          this.logger.debug({ err: error, topic }, "the broker does not tell its version");
        }
      }
    }
  }
}

/** @throws when the broker refuses, does not answer in time, or answers with what is no version */
async function askVersion(url: string, options: IClientOptions, topic: string, stop: AbortSignal): Promise<string> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
  const client = mqtt.connect(url, options);
  try {
    return await new Promise<string>((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
      client.on("error", reject);
      client.on("close", () => reject(new Error("the broker closes the connection")));
      client.on("connect", () => client.subscribe(topic, (error) => error && reject(error)));
      client.on("message", (_topic, payload) => {
        const version = parseBrokerVersion(payload);
        if (version === undefined) reject(new Error("what the broker tells is no version"));
        else resolve(version);
      });
      client.connect();
    });
  } finally {
    client.end(true);
  }
}

/** What a broker tells as its version, without needless words; `undefined` unless it is up to 100 printable ASCII characters. */
export function parseBrokerVersion(payload: Buffer): string | undefined {
  const text = payload.toString("latin1");
  return /^[!-~][ -~]{0,99}$/.test(text) ? text.replace(/^mosquitto version /, "mosquitto ") : undefined;
}
