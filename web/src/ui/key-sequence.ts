/** What is told of a key that was pressed: a `KeyboardEvent` fits. */
export interface KeyStroke {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly timeStamp: number;
}

/** Keys further apart do not belong together. */
const TOGETHER_MS = 1_500;

/** Recognises keys pressed one after the other. */
export class KeySequence {
  private begun = "";
  private at = 0;

  /** @returns the one of `known` that this stroke completes */
  after(stroke: KeyStroke, known: readonly string[]): string | undefined {
    const step = stepOf(stroke);
    const begun = stroke.timeStamp - this.at <= TOGETHER_MS ? this.begun : "";
    this.begun = "";
    for (const typed of begun === "" ? [step] : [`${begun} ${step}`, step]) {
      if (known.includes(typed)) return typed;
      if (known.some((keys) => keys.startsWith(`${typed} `))) {
        this.begun = typed;
        this.at = stroke.timeStamp;
        return undefined;
      }
    }
    return undefined;
  }
}

/** Shift is left out: it stands in the key itself, `?` for one. */
function stepOf({ key, ctrlKey, metaKey, altKey }: KeyStroke): string {
  const name = key.length === 1 ? key.toLowerCase() : key;
  return `${ctrlKey || metaKey ? "Mod+" : ""}${altKey ? "Alt+" : ""}${name}`;
}
