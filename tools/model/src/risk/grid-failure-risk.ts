import { writePackage } from "../model-package.js";
import { withLoaded } from "../trained-model.js";
import type { TrainedModel } from "../training.js";
import { HOUR_MS, type RiskMoment, riskMoments } from "./risk-moments.js";
import { LIFE_DAYS, LIVES_OF_A_GROUP, simulatedLife } from "./simulated-lives.js";
import { trainFailureRisk } from "./train-failure-risk.js";

const SEED = 1;
const FROM = Date.UTC(2026, 0, 5);
/** Units that are measured live later in the year than those trained on. */
const MEASURED_FROM = Date.UTC(2026, 3, 6);
const EVERY_HOURS = 7;
/** What is measured is looked at more often, to tell lead times, and with the history that it has. */
const MEASURED_EVERY_HOURS = 3;
/** One group of lives after the other goes to one of these parts. */
const PARTS = [
  "measured",
  "stopping",
  "calibration",
  "training",
  "training",
  "training",
  "measured",
  "calibration",
  "training",
  "training",
  "training",
  "training",
] as const;

/** Enough for figures by failure mode: ten failures of each are measured. */
export const FULL_RISK_FLEET = PARTS.length * 5 * LIVES_OF_A_GROUP;

/** Trains the package `grid-failure-risk` on simulated lives, which the anomaly model beside it scores. */
export async function trainGridFailureRisk(
  folder: string,
  anomaly: TrainedModel,
  units = FULL_RISK_FLEET,
): Promise<TrainedModel> {
  const parts: Record<(typeof PARTS)[number], RiskMoment[]> = {
    training: [],
    stopping: [],
    calibration: [],
    measured: [],
  };
  await withLoaded(anomaly, async (model) => {
    for (let unit = 0; unit < units; unit++) {
      const part = PARTS[Math.floor(unit / LIVES_OF_A_GROUP) % PARTS.length] ?? "training";
      const isMeasured = part === "measured";
      const life = await simulatedLife(SEED, unit, isMeasured ? MEASURED_FROM : FROM, model);
      const everyHours = isMeasured ? MEASURED_EVERY_HOURS : EVERY_HOURS;
      parts[part].push(...riskMoments(life, { everyHours, someKnownLess: !isMeasured }));
    }
  });
  const { trained, card } = await trainFailureRisk(
    { ...parts, everyHours: MEASURED_EVERY_HOURS },
    {
      name: "grid-failure-risk",
      version: "1.2.0",
      author: "Gridwatch",
      licence: "MIT",
      training: {
        data: `moments in the lives of ${units} simulated units (tools/simulator), four of six of which fail; nothing of it was measured at a real one, anomaly scores are those of ${anomaly.manifest.name} ${anomaly.manifest.version}, and those measured on live three months later`,
        from: new Date(FROM).toISOString(),
        until: new Date(FROM + LIFE_DAYS * 24 * HOUR_MS).toISOString(),
        seed: SEED,
        command: "npm run model -- train-defaults",
      },
      about: `**Trained and measured on simulated failures alone**
(\`tools/simulator/src/degradation\`): that it knows how real units fail is not shown, and its probabilities are not those of a real fleet, in which failures are far rarer.
Once failures of your own are recorded, train on them: \`npm run model -- train --kind failure-risk\` (\`docs/models.md\`).`,
    },
  );
  await writePackage(folder, trained, card);
  return trained;
}
