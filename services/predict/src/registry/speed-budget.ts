import { BackboneConnection, NatsConfig, openBucket, readBucket } from "@gridwatch/backbone";
import { DEVICES_BUCKET, PREDICT_MEMBERS_BUCKET } from "@gridwatch/contracts";
import type { ModelManifest } from "@gridwatch/models";
import { Inject, Injectable } from "@nestjs/common";
import { PredictConfig } from "../config.js";

/** A model has to be so many times as fast as its units need: it warms up, and catches up after a fault, beside what goes on. */
const ROOM = 2;

/** Windows per second that a model has to reach, and for whom. */
export interface SpeedDue {
  windowsPerSecond: number;
  dueFor: string;
}

/** What the platform needs of a model: each unit known is scored once a step, and the replicas that are alive share the units. */
@Injectable()
export class SpeedBudget {
  constructor(
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
    @Inject(NatsConfig) private readonly nats: NatsConfig,
    @Inject(PredictConfig) private readonly config: PredictConfig,
  ) {}

  async of({ stepMs }: ModelManifest): Promise<SpeedDue> {
    const backbone = await this.connection.ready();
    const devices = await openBucket(backbone, DEVICES_BUCKET, this.nats);
    const members = await openBucket(backbone, PREDICT_MEMBERS_BUCKET, this.nats);
    const { values: units } = await devices.status();
    const replicas = (await readBucket(backbone, members, PREDICT_MEMBERS_BUCKET)).length;
    return speedDue({ units, replicas, stepMs, least: this.config.minWindowsPerSecond });
  }
}

/** @param least of a platform of few units or none */
export function speedDue({
  units,
  replicas,
  stepMs,
  least,
}: {
  units: number;
  replicas: number;
  stepMs: number;
  least: number;
}): SpeedDue {
  const sharing = Math.max(1, replicas);
  const needed = Math.ceil((ROOM * units * 1_000) / (sharing * stepMs));
  if (needed <= least) return { windowsPerSecond: least, dueFor: "at the least" };
  const between = sharing === 1 ? "" : ` between ${sharing} replicas`;
  return {
    windowsPerSecond: needed,
    dueFor: `for ${units} units every ${stepMs / 1_000} s${between}, ${ROOM} times over`,
  };
}
