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

/** EMQX tells it for the first time a minute after its start. */
const ASK_AGAIN_MS = 75_000;

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
    this.version = undefined;
    const version = (await this.askOnce(signal)) ?? (await this.askLater(signal));
    if (!signal.aborted) this.version = version;
  }

  private async askLater(signal: AbortSignal): Promise<string | undefined> {
    await delay(ASK_AGAIN_MS, undefined, { signal, ref: false }).catch(() => undefined);
    return this.askOnce(signal);
  }

  /** A connection for each topic: EMQX breaks that of a client which asks for what it may not have. */
  private async askOnce(signal: AbortSignal): Promise<string | undefined> {
    for (const topic of TOPICS) {
      if (signal.aborted) return undefined;
      try {
        const { url, clientId } = this.config.mqtt;
        // No client id of a replica has a dot.
        return await askVersion(url, passingOptions(this.config, `${clientId}.version`), topic, signal);
      } catch (error) {
        this.logger.debug({ err: error, topic }, "the broker does not tell its version");
      }
    }
    return undefined;
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
