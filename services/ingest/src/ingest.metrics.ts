import { Inject, Injectable, type OnModuleInit } from "@nestjs/common";
import { Counter, Gauge, Registry } from "prom-client";
import { Intake } from "./intake.js";

/** The pipeline counts in plain numbers; they become metrics when somebody asks. */
@Injectable()
export class IngestMetrics implements OnModuleInit {
  constructor(
    @Inject(Registry) private readonly registry: Registry,
    @Inject(Intake) private readonly intake: Intake,
  ) {}

  onModuleInit(): void {
    const { intake } = this;
    const { counts } = intake;
    this.counter("gridwatch_ingest_readings_received_total", "Readings taken from the broker", () => counts.received);
    this.counter("gridwatch_ingest_readings_published_total", "Readings the backbone holds", () => counts.published);
    this.counter("gridwatch_ingest_readings_suspect_total", "Readings with an implausible value", () => counts.suspect);
    this.counter(
      "gridwatch_ingest_retained_copies_total",
      "Messages passed over, since the broker had kept them from before",
      () => intake.retainedCopies,
    );
    new Gauge({
      name: "gridwatch_ingest_held_messages",
      help: "Messages taken from the broker and not yet acknowledged to it",
      registers: [this.registry],
      collect() {
        this.set(intake.heldMessages);
      },
    });
    new Counter({
      name: "gridwatch_dead_letter_readings_total",
      help: "Readings that could not be used",
      labelNames: ["origin", "reason"],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [reason, readings] of counts.deadLettered) this.inc({ origin: "ingest", reason }, readings);
      },
    });
  }

  private counter(name: string, help: string, value: () => number): void {
    new Counter({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.reset();
        this.inc(value());
      },
    });
  }
}
