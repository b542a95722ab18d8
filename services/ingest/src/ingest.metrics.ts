import { DEAD_LETTER_REASONS, type DeadLetterReason } from "@gridwatch/contracts";
import { Inject, Injectable, type OnModuleInit } from "@nestjs/common";
import { Counter, Gauge, Registry } from "prom-client";
import { Adoption } from "./adoption.js";
import { DeviceRegistry } from "./device-registry.js";
import { Intake } from "./intake.js";
import { Members } from "./members.js";

const REASONS = Object.keys(DEAD_LETTER_REASONS) as DeadLetterReason[];

/** The pipeline counts in plain numbers; they become metrics when somebody asks. */
@Injectable()
export class IngestMetrics implements OnModuleInit {
  constructor(
    @Inject(Registry) private readonly registry: Registry,
    @Inject(Intake) private readonly intake: Intake,
    @Inject(Members) private readonly members: Members,
    @Inject(Adoption) private readonly adoption: Adoption,
    @Inject(DeviceRegistry) private readonly devices: DeviceRegistry,
  ) {}

  onModuleInit(): void {
    const { intake, members, adoption, devices } = this;
    const { counts } = intake;
    this.counter("gridwatch_ingest_readings_received_total", "Readings taken from the broker", () => counts.received);
    this.counter("gridwatch_ingest_readings_published_total", "Readings the backbone holds", () => counts.published);
    this.counter("gridwatch_ingest_readings_suspect_total", "Readings with an implausible value", () => counts.suspect);
    this.counter(
      "gridwatch_ingest_retained_copies_total",
      "Messages passed over, since the broker had kept them from before",
      () => intake.retainedCopies,
    );
    this.counter(
      "gridwatch_ingest_sessions_adopted_total",
      "Sessions of replicas that are gone, emptied and ended",
      () => adoption.adopted,
    );
    this.counter(
      "gridwatch_ingest_readings_adopted_total",
      "Readings taken from such sessions, among those received",
      () => adoption.readings,
    );
    this.gauge(
      "gridwatch_ingest_members",
      "Replicas of ingest that are there, or whose session is not yet adopted",
      () => members.known,
    );
    this.gauge("gridwatch_ingest_devices", "Devices that readings are taken from", () => devices.size);
    this.gauge(
      "gridwatch_ingest_held_messages",
      "Messages taken from the broker and not yet acknowledged to it",
      () => intake.heldMessages,
    );
    new Counter({
      name: "gridwatch_dead_letter_readings_total",
      help: "Readings that could not be used",
      labelNames: ["origin", "reason"],
      registers: [this.registry],
      collect() {
        this.reset();
        // All of them from the start: what begins with its first count has risen for nobody.
        for (const reason of REASONS) this.inc({ origin: "ingest", reason }, counts.deadLettered.get(reason) ?? 0);
      },
    });
  }

  private gauge(name: string, help: string, value: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(value());
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
