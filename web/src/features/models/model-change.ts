import { type ModelAction, type ModelKind, modelId } from "@gridwatch/contracts";
import type { ModelChange } from "../../api/change-models.js";

export const KIND_NAMES: Readonly<Record<ModelKind, string>> = {
  anomaly: "Anomaly models",
  "failure-risk": "Failure forecast models",
};

/** In the history. */
export const ACTION_NAMES: Readonly<Record<ModelAction, string>> = {
  upload: "Upload",
  activate: "Activate",
  shadow: "Shadow",
  rollback: "Roll back",
  deactivate: "Take out of use",
};

export interface ChangeWords {
  /** Of the dialog. */
  title: string;
  /** On the button that does it. */
  verb: string;
  consequence: string;
  /** Said once it is done. */
  done: string;
}

/** What a change is called, and what it leads to. */
export function wordsOf(change: ModelChange): ChangeWords {
  const model = "name" in change ? modelId(change) : "";
  switch (change.action) {
    case "activate":
      return {
        title: `Activate ${model}`,
        verb: "Activate",
        consequence:
          "It must pass the gates once more, and then becomes the champion. The one in use goes on until the new one is loaded and warmed up.",
        done: `${model} is the champion`,
      };
    case "shadow":
      return {
        title: `Run ${model} as the shadow`,
        verb: "Run as the shadow",
        consequence: "It scores the same readings as the champion, unseen, to be compared with it.",
        done: `${model} is the shadow`,
      };
    case "shadow/clear":
      return {
        title: "Clear the shadow",
        verb: "Clear the shadow",
        consequence: "No model scores beside the champion any more; what was compared so far is forgotten.",
        done: "There is no shadow now",
      };
    case "rollback":
      return {
        title: "Roll back",
        verb: "Roll back",
        consequence: "The champion before this one becomes the champion again.",
        done: "Rolled back",
      };
    case "deactivate":
      return {
        title: "Deactivate the champion",
        verb: "Deactivate",
        consequence: "There is no champion then, and units are judged by no model of this kind.",
        done: "There is no champion now",
      };
  }
}
