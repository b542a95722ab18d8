import {
  encodeForecastBatch,
  encodeInsightBatch,
  type Forecast,
  forecastSubject,
  type Insight,
  insightSubject,
  shardOf,
} from "@gridwatch/contracts";
import { connectNats, eventually, type NatsAddress } from "@gridwatch/testkit";
import { type JetStreamClient, jetstream } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";

const STEP_MS = 1_000;

/** Says what a test wants to be said of units, where a model would: once a second for each, on INSIGHTS. */
export class StandInModel {
  private readonly verdicts = new Map<string, (at: number) => Insight>();
  private timer: NodeJS.Timeout | undefined;
  private position = 0;

  private constructor(
    private readonly nc: NatsConnection,
    private readonly js: JetStreamClient,
  ) {}

  static async start(backbone: NatsAddress): Promise<StandInModel> {
    const nc = await connectNats(backbone);
    const model = new StandInModel(nc, jetstream(nc));
    model.timer = setInterval(() => void model.step(Date.now()).catch(() => undefined), STEP_MS);
    return model;
  }

  /** From now on, at each step. */
  say(device: string, verdict: (at: number) => Insight): void {
    this.verdicts.set(device, verdict);
  }

  /** Once, and certainly. */
  async publish(insight: Insight): Promise<void> {
    await eventually(() => this.send(insight), { timeoutMs: 20_000 });
  }

  /** Once, and certainly, on FORECASTS. */
  async forecast(forecast: Forecast): Promise<void> {
    const bytes = encodeForecastBatch({ v: 1, forecasts: [forecast] });
    const subject = forecastSubject(shardOf(forecast.device));
    await eventually(() => this.js.publish(subject, bytes, { timeout: 2_000 }), { timeoutMs: 20_000 });
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.nc.close();
  }

  private async step(at: number): Promise<void> {
    await Promise.all([...this.verdicts.values()].map((verdict) => this.send(verdict(at))));
  }

  private async send(insight: Insight): Promise<void> {
    const batch = { v: 1 as const, position: ++this.position, streamCreated: 0, insights: [insight] };
    await this.js.publish(insightSubject(shardOf(insight.device)), encodeInsightBatch(batch), { timeout: 2_000 });
  }
}
