import { modelId } from "@gridwatch/contracts";
import { GateFailed, type ModelPackage, packArchive, readPackageFolder } from "@gridwatch/models";
import { platformAddress } from "@gridwatch/operate";
import type { Command } from "../command.js";
import { comparisonText } from "./comparison-text.js";
import { driftText } from "./drift-text.js";
import { RegistryClient } from "./registry-client.js";
import * as options from "./registry-options.js";
import { historyText, listText, modelText, uploadedText } from "./registry-text.js";
import * as usage from "./registry-usage.js";

/** What is done with models on a platform that runs. */
export const REGISTRY_COMMANDS: Record<string, Command> = {
  push: {
    summary: "upload a package to a platform, which tries it",
    usage: usage.PUSH_USAGE,
    prepare(args) {
      const given = options.parsePushOptions(args);
      return async () => {
        const archive = await packArchive(await packageIn(given.folder));
        return told(given, await registryOf(given).upload(archive, given), uploadedText);
      };
    },
  },
  list: {
    summary: "the packages that a platform has",
    usage: usage.LIST_USAGE,
    prepare(args) {
      const given = options.parseAnswerOptions(args);
      return async () => told(given, await registryOf(given).report(), listText);
    },
  },
  show: {
    summary: "all that it knows of one",
    usage: usage.SHOW_USAGE,
    prepare(args) {
      const given = options.parseShowOptions(args);
      return async () => {
        const { models, aliases } = await registryOf(given).report();
        const model = models.find(({ name, version }) => name === given.name && version === given.version);
        if (model === undefined) throw new Error(`there is no model ${modelId(given)}`);
        return told(given, model, (known) => modelText(known, aliases));
      };
    },
  },
  activate: {
    summary: "score units by it, from now on",
    usage: usage.ACTIVATE_USAGE,
    prepare(args) {
      const given = options.parseActivateOptions(args);
      return async () =>
        told(
          given,
          await registryOf(given).activate(given),
          (model) => `${modelId(model)} is the champion of ${model.kind}\n`,
        );
    },
  },
  shadow: {
    summary: "score units by it as well, unheard, to compare",
    usage: usage.SHADOW_USAGE,
    prepare(args) {
      const given = options.parseShadowOptions(args);
      return async () => {
        if (!("name" in given)) {
          return told(
            given,
            await registryOf(given).clearShadow(given),
            () => `no model is the shadow of ${given.kind} now\n`,
          );
        }
        return told(
          given,
          await registryOf(given).shadow(given),
          (model) => `${modelId(model)} is the shadow of ${model.kind}\n`,
        );
      };
    },
  },
  compare: {
    summary: "the champion and its shadow on the same steps",
    usage: usage.COMPARE_USAGE,
    prepare(args) {
      const given = options.parseCompareOptions(args);
      return async () => told(given, await registryOf(given).compare(given.kind), comparisonText);
    },
  },
  drift: {
    summary: "how far readings have moved away from what the champion was trained on",
    usage: usage.DRIFT_USAGE,
    prepare(args) {
      const given = options.parseAnswerOptions(args);
      return async () => told(given, await registryOf(given).drift(), driftText);
    },
  },
  rollback: {
    summary: "go back to the one before",
    usage: usage.ROLLBACK_USAGE,
    prepare(args) {
      const given = options.parseRollbackOptions(args);
      return async () =>
        told(
          given,
          await registryOf(given).rollback(given),
          (model) => `${modelId(model)} is the champion of ${given.kind} again\n`,
        );
    },
  },
  deactivate: {
    summary: "score units by none",
    usage: usage.DEACTIVATE_USAGE,
    prepare(args) {
      const given = options.parseDeactivateOptions(args);
      return async () =>
        told(given, await registryOf(given).deactivate(given), () => `no model is the champion of ${given.kind} now\n`);
    },
  },
  history: {
    summary: "who did what with models, and why",
    usage: usage.HISTORY_USAGE,
    prepare(args) {
      const given = options.parseHistoryOptions(args);
      return async () =>
        told(given, await registryOf(given).history(given.limit), (events) =>
          historyText(events, process.stdout.columns),
        );
    },
  },
};

function registryOf(place: options.AnswerOptions): RegistryClient {
  return new RegistryClient(platformAddress(place));
}

function told<T>({ json }: options.AnswerOptions, value: T, text: (value: T) => string): string {
  if (!json) return text(value);
  return value === undefined ? "" : `${JSON.stringify(value, undefined, 2)}\n`;
}

/** @throws Error with one line for a person */
async function packageIn(folder: string): Promise<ModelPackage> {
  try {
    return await readPackageFolder(folder);
  } catch (error) {
    const { message } = error as Error;
    const why = error instanceof GateFailed ? `the gate "${error.gate}" refuses it: ${message}` : message;
    throw new Error(`${folder} was not uploaded: ${why}`, { cause: error });
  }
}
