import { Findings } from "@gridwatch/backbone";
import type { Finding } from "@gridwatch/contracts";
import { Examination } from "@gridwatch/doctor";
import { checkReached, checkRetention, checkWriting, InfluxConnection } from "@gridwatch/telemetry-store";
import { Inject, Injectable, type OnModuleInit } from "@nestjs/common";

/** Tells what its account alone may look at: whether readings can be written, and how long they are kept. */
@Injectable()
export class StorageExamination implements OnModuleInit {
  constructor(
    @Inject(Findings) private readonly findings: Findings,
    @Inject(InfluxConnection) private readonly connection: InfluxConnection,
  ) {}

  onModuleInit(): void {
    this.findings.examine = () => this.examine();
  }

  private async examine(): Promise<Finding[]> {
    const influx = new Examination("InfluxDB");
    if (await checkReached(influx, this.connection)) {
      await Promise.all([checkWriting(influx, this.connection), checkRetention(influx, this.connection)]);
    }
    return influx.findings();
  }
}
