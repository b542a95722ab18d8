import { readFile } from "node:fs/promises";
import type { ModelManifest } from "@gridwatch/models";
import { writePackage } from "../model-package.js";
import { textTable } from "../text-table.js";
import type { TrainedModel } from "../training.js";
import { type RecordedUnit, recordedUnits } from "./recorded-lives.js";
import { splitRisk, usualUntil } from "./risk-split.js";
import { trainFailureRisk } from "./train-failure-risk.js";
import type { TrainRiskOptions } from "./train-risk-options.js";

/** Trains a forecast of failures on recorded ones and writes the package. */
export async function trainOnFailures(options: TrainRiskOptions): Promise<TrainedModel> {
  const { data, failures, time, group, seed, command, name, version, author, licence, out } = options;
  const units = recordedUnits(await readFile(data, "utf8"), await readFile(failures, "utf8"), time, group);
  const until = options.trainUntil ?? usualUntil(units);
  const parts = splitRisk(units, until, seed);
  const { trained, card } = await trainFailureRisk(parts, {
    name,
    version,
    author,
    licence,
    training: { data: described(units, options, until), ...extent(units), seed, command },
    about: `Learned from recorded failures, as \`${failures}\` names them: of kinds of failure that are not among them it knows nothing.`,
  });
  await writePackage(out, trained, card);
  return trained;
}

/** What was measured, beside what costs nothing, as a table. */
export function riskText({ metrics }: ModelManifest): string {
  return textTable(Object.entries(metrics).map(([name, value]) => [name, String(value)]));
}

function described(units: readonly RecordedUnit[], { data, failures }: TrainRiskOptions, until: number): string {
  const count = units.reduce((sum, { lives }) => sum + lives.filter(({ failed }) => failed).length, 0);
  return `moments in the lives of the ${units.length} units of ${data}, with the ${count} failures of ${failures}: what was known on ${new Date(until).toISOString()}; those measured on are later`;
}

function extent(units: readonly RecordedUnit[]): { from: string; until: string } {
  const lives = units.flatMap((unit) => unit.lives);
  const from = lives.reduce((least, life) => Math.min(least, life.from), Number.POSITIVE_INFINITY);
  const until = lives.reduce((most, life) => Math.max(most, life.endsAt), Number.NEGATIVE_INFINITY);
  return { from: new Date(from).toISOString(), until: new Date(until).toISOString() };
}
