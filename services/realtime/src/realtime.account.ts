import { Accounts } from "@gridwatch/backbone";
import { Inject, Injectable, type OnModuleInit } from "@nestjs/common";
import { Admission } from "./admission.js";
import { RealtimeCounts } from "./realtime-counts.js";

/** Answers for this replica's counts. */
@Injectable()
export class RealtimeAccount implements OnModuleInit {
  constructor(
    @Inject(Accounts) private readonly accounts: Accounts,
    @Inject(RealtimeCounts) private readonly counts: RealtimeCounts,
    @Inject(Admission) private readonly admission: Admission,
  ) {}

  onModuleInit(): void {
    this.accounts.answer(() => {
      const { received, coalesced, skippedBehind } = this.counts;
      const { socketio, ws } = this.admission.clients;
      return { service: "realtime", counts: { received, coalesced, behind: skippedBehind, clients: socketio + ws } };
    });
  }
}
