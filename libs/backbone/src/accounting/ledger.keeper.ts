import { setTimeout as delay } from "node:timers/promises";
import { LOGGER, type Logger } from "@gridwatch/service-kit";
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from "@nestjs/common";
import { Leases } from "../leases.js";
import { LedgerReader, newLedger } from "./ledger.reader.js";

const KEEP_EVERY_MS = 2_000;

/** Messages counted between two writes: what a crash makes another replica count again. */
const MESSAGES_PER_WRITE = 10_000;

/** Keeps the ledger, one replica at a time. Whoever's write comes second has counted for nothing and reads again. */
@Injectable()
export class LedgerKeeper implements OnModuleInit, OnModuleDestroy {
  private readonly stopping = new AbortController();
  private keeping: Promise<void> | undefined;

  constructor(
    @Inject(Leases) private readonly leases: Leases,
    @Inject(LedgerReader) private readonly reader: LedgerReader,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.keeping = this.leases.whileHeld("ledger", this.stopping.signal, (held) => this.keep(held));
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.keeping;
  }

  private async keep(held: AbortSignal): Promise<void> {
    while (!held.aborted) {
      const complete = await this.keepOnce();
      if (complete) await delay(KEEP_EVERY_MS, undefined, { signal: held }).catch(() => undefined);
    }
  }

  private async keepOnce(): Promise<boolean> {
    const known = await this.reader.read();
    const ledger = known?.ledger ?? newLedger();
    const before = JSON.stringify(ledger);
    const unseen = ledger.telemetry?.unseenMessages ?? 0;
    const now = await this.reader.bringUpToDate(ledger, MESSAGES_PER_WRITE, false);
    if (known !== undefined && JSON.stringify(ledger) === before) return true;
    await this.reader.write(ledger, known?.revision ?? 0);
    const missed = (ledger.telemetry?.unseenMessages ?? 0) - unseen;
    if (missed > 0) this.logger.warn({ messages: missed }, "messages had gone from TELEMETRY before they were counted");
    return now.complete;
  }
}
