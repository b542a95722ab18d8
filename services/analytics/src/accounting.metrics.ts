import type { AccountingReport } from "@gridwatch/contracts";
import type { OnModuleDestroy, OnModuleInit } from "@nestjs/common";
import { Gauge, type Registry } from "prom-client";
import type { Accounting } from "./accounting.js";

/** A report reads what the streams have got since the last one, which no scrape should wait for. */
const ASK_EVERY_MS = 30_000;

/** While there is no answer, as before the backbone is reached. */
const ASK_AGAIN_MS = 5_000;

/** Asks for the accounts in the background and exports them. While they are not known the metrics are absent, never zero. */
export class AccountingMetrics implements OnModuleInit, OnModuleDestroy {
  private newest: AccountingReport | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly accounting: Pick<Accounting, "answer">,
    private readonly registry: Registry,
  ) {}

  onModuleInit(): void {
    const newest = () => this.newest;
    new Gauge({
      name: "gridwatch_accounting_difference_readings",
      help: "Readings by which sums of the accounting are wrong, all of them together",
      registers: [this.registry],
      collect() {
        // To reset it would make it 0.
        this.remove();
        const report = newest();
        // A sum that could not be looked at is no proof that all agree.
        if (report === undefined || report.agrees === null) return;
        this.set(report.checks.reduce((sum, { difference }) => sum + Math.abs(difference), 0));
      },
    });
    new Gauge({
      name: "gridwatch_accounting_readings",
      help: "What became of all readings since the ledger began",
      labelNames: ["state"],
      registers: [this.registry],
      collect() {
        this.reset();
        const { received, published, stored, pending, deadLettered, lost, duplicated } = newest()?.totals ?? {};
        const states = { received, published, stored, pending, dead_lettered: deadLettered, lost, duplicated };
        for (const [state, readings] of Object.entries(states)) {
          if (typeof readings === "number") this.set({ state }, readings);
        }
      },
    });
    void this.ask();
  }

  onModuleDestroy(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async ask(): Promise<void> {
    this.newest = await this.accounting.answer().catch(() => undefined);
    const waitMs = this.newest === undefined ? ASK_AGAIN_MS : ASK_EVERY_MS;
    if (!this.stopped) this.timer = setTimeout(() => void this.ask(), waitMs);
  }
}
