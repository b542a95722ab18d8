import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MANIFEST_FILE, MODEL_CARD_FILE, MODEL_FILES, type ModelManifest } from "@gridwatch/models";
import { WEIGHTS_FILE } from "./forecaster.js";
import type { TrainedModel } from "./training.js";

/** Writes the folder that is a model package. Files of an earlier training are overwritten. */
export async function writePackage(folder: string, { manifest, artefact }: TrainedModel, card: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, MODEL_FILES["tfjs-layers"]), `${JSON.stringify(artefact.topology)}\n`);
  await writeFile(join(folder, WEIGHTS_FILE), artefact.weights);
  await writeFile(join(folder, MODEL_CARD_FILE), card);
  // Last, so that a folder without a manifest is one whose writing was cut short.
  await writeFile(join(folder, MANIFEST_FILE), manifestText(manifest));
}

/** A list of numbers on one line. */
function manifestText(manifest: ModelManifest): string {
  const text = JSON.stringify(manifest, undefined, 2);
  return `${text.replaceAll(/\[\s+([-\d.eE,\s]+?)\s+\]/g, (_, numbers: string) => `[${numbers.replaceAll(/\s+/g, " ")}]`)}\n`;
}
