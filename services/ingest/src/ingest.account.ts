import { Accounts } from "@gridwatch/backbone";
import { Inject, Injectable, type OnModuleInit } from "@nestjs/common";
import { Intake } from "./intake.js";

/** Answers for this replica's counts. */
@Injectable()
export class IngestAccount implements OnModuleInit {
  constructor(
    @Inject(Accounts) private readonly accounts: Accounts,
    @Inject(Intake) private readonly intake: Intake,
  ) {}

  onModuleInit(): void {
    this.accounts.answer(() => {
      const { counts, heldReadings } = this.intake;
      const { received, published, failed } = counts;
      let deadLettered = 0;
      for (const readings of counts.deadLettered.values()) deadLettered += readings;
      return {
        service: "ingest",
        counts: { received, published, deadLettered, held: heldReadings, failed },
        balance: { left: ["received"], right: ["published", "deadLettered", "held", "failed"] },
      };
    });
  }
}
