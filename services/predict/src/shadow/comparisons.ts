import { BackboneConnection } from "@gridwatch/backbone";
import { MODEL_COMPARISON_SUBJECT, type ModelComparison } from "@gridwatch/contracts";
import { LOGGER, type Logger } from "@gridwatch/service-kit";
import { Inject, Injectable, type OnModuleInit } from "@nestjs/common";
import { answerFor, askForAll } from "../replica-parts.js";
import { Champion } from "../scoring/champion.js";
import { PredictCounts } from "../scoring/predict-counts.js";
import { agreementOf, sumOf } from "./comparison-sum.js";
import { Shadow } from "./shadow.js";

/** What is found of the shadow beside the champion, here and on all replicas. */
@Injectable()
export class Comparisons implements OnModuleInit {
  constructor(
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
    @Inject(Champion) private readonly champion: Champion,
    @Inject(Shadow) private readonly shadow: Shadow,
    @Inject(PredictCounts) private readonly counts: PredictCounts,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    answerFor(this.connection, MODEL_COMPARISON_SUBJECT, () => this.own(), this.logger);
  }

  /** Of this replica's shards; `undefined` while there is no shadow beside a champion. */
  own(): ModelComparison | undefined {
    const champion = this.champion.current;
    const shadow = this.shadow.current;
    const findings = shadow?.findings;
    if (champion === undefined || shadow === undefined || findings === undefined) return undefined;
    const { name, version } = champion.manifest;
    // Until the shadow's process has heard of another champion, what it says is of the one before; it hears of the first by its first insight.
    const heard = findings.champion ?? champion.manifest;
    if (heard.name !== name || heard.version !== version) return undefined;
    const { since, steps, scores, lone, loneAnomalies, windows, seconds } = findings;
    return {
      since,
      replicas: 1,
      champion: {
        name,
        version,
        scores: scores.champion,
        loneAnomalies: lone.champion,
        ...this.counts.costOf(champion),
      },
      shadow: {
        name: shadow.manifest.name,
        version: shadow.manifest.version,
        scores: scores.shadow,
        loneAnomalies: lone.shadow,
        windows,
        seconds,
      },
      steps,
      agreement: agreementOf(steps),
      loneAnomalies,
      shed: shadow.shed,
    };
  }

  /** Of all replicas that answer in time, added up. */
  async ofAll(): Promise<ModelComparison | undefined> {
    return sumOf(await askForAll<ModelComparison>(this.connection, MODEL_COMPARISON_SUBJECT));
  }
}
