import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LoadedModel, loadModel, readPackageFolder } from "@gridwatch/models";
import { modelCard } from "./model-card.js";
import { writePackage } from "./model-package.js";
import type { TrainedModel } from "./training.js";

/** Runs a model that was just trained as the platform would: as a package, loaded from its folder. */
export async function withLoaded<T>(trained: TrainedModel, use: (model: LoadedModel) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "trained-model-"));
  try {
    await writePackage(folder, trained, modelCard(trained.manifest));
    const model = await loadModel(await readPackageFolder(folder));
    try {
      return await use(model);
    } finally {
      await model.dispose();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}
