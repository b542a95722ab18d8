import { BackboneConnection } from "@gridwatch/backbone";
import { MODEL_DRIFT_SUBJECT, type ModelDrift } from "@gridwatch/contracts";
import { LOGGER, type Logger } from "@gridwatch/service-kit";
import { Inject, Injectable, type OnModuleInit } from "@nestjs/common";
import { answerFor, askForAll } from "../replica-parts.js";
import { Champion } from "../scoring/champion.js";
import { PredictCounts } from "../scoring/predict-counts.js";
import { type DriftPart, driftOf, driftPart } from "./drift-sum.js";

/** How far the champion's world has moved away from its training, here and on all replicas. */
@Injectable()
export class Drifts implements OnModuleInit {
  constructor(
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
    @Inject(Champion) private readonly champion: Champion,
    @Inject(PredictCounts) private readonly counts: PredictCounts,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    answerFor(this.connection, MODEL_DRIFT_SUBJECT, () => this.own(), this.logger);
  }

  /** `undefined` while there is no champion. */
  ofThisReplica(): ModelDrift | undefined {
    const own = this.own();
    return own === undefined ? undefined : driftOf([own]);
  }

  /** Of all replicas that answer in time, added up; `undefined` while there is no champion. */
  async ofAll(): Promise<ModelDrift | undefined> {
    return driftOf(await askForAll<DriftPart>(this.connection, MODEL_DRIFT_SUBJECT));
  }

  private own(): DriftPart | undefined {
    const model = this.champion.current;
    if (model === undefined) return undefined;
    const seen = this.counts.seenBy(model);
    // A replica whose units have gone silent forgets, too.
    seen.forgetOld(Date.now());
    return driftPart(model.manifest, seen);
  }
}
