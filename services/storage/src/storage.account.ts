import { Accounts } from "@gridwatch/backbone";
import { Inject, Injectable, type OnModuleInit } from "@nestjs/common";
import { StorageCounts } from "./storage-counts.js";

/** Answers for this replica's counts. Stored again after a redelivery counts again: these are writes, not readings. */
@Injectable()
export class StorageAccount implements OnModuleInit {
  constructor(
    @Inject(Accounts) private readonly accounts: Accounts,
    @Inject(StorageCounts) private readonly counts: StorageCounts,
  ) {}

  onModuleInit(): void {
    this.accounts.answer(() => ({ service: "storage", counts: { ...this.counts.sinceStart } }));
  }
}
