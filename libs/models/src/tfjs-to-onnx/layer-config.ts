import { NotCompilable } from "./not-compilable.js";

/** One layer as `model.json` describes it. Each getter throws NotCompilable, naming the layer, when it is not as expected. */
export class LayerConfig {
  constructor(
    readonly className: string,
    readonly name: string,
    private readonly config: Record<string, unknown>,
  ) {}

  /** @param value `{ class_name, config }` */
  static of(value: unknown): LayerConfig {
    const { class_name: className, config } = record(value) ?? {};
    const settings = record(config);
    const name = settings?.["name"];
    if (typeof className !== "string" || !settings || typeof name !== "string") {
      throw new NotCompilable("a layer without class, name or configuration");
    }
    return new LayerConfig(className, name, settings);
  }

  fails(why: string): NotCompilable {
    return new NotCompilable(`layer ${this.name} (${this.className}): ${why}`);
  }

  positive(key: string): number {
    const value = this.config[key];
    if (!Number.isSafeInteger(value) || (value as number) < 1) throw this.fails(`${key} is ${JSON.stringify(value)}`);
    return value as number;
  }

  number(key: string): number {
    const value = this.config[key];
    if (typeof value !== "number") throw this.fails(`${key} is ${JSON.stringify(value)}`);
    return value;
  }

  flag(key: string, otherwise: boolean): boolean {
    const value = this.config[key] ?? otherwise;
    if (typeof value !== "boolean") throw this.fails(`${key} is ${JSON.stringify(value)}`);
    return value;
  }

  /** Lower case without underscores, since the same word is written `hardSigmoid` and `hard_sigmoid`. */
  word(key: string, otherwise: string): string {
    const value = this.config[key] ?? otherwise;
    if (typeof value !== "string") throw this.fails(`${key} is ${JSON.stringify(value)}`);
    return value.replaceAll("_", "").toLowerCase();
  }

  /** Lengths of axes; `null` and −1 are open. */
  shape(key: string): (number | undefined)[] | undefined {
    const value = this.config[key];
    if (value === undefined || value === null) return undefined;
    if (!Array.isArray(value)) throw this.fails(`${key} is ${JSON.stringify(value)}`);
    return value.map((length) => {
      if (length === null || length === -1) return undefined;
      if (!Number.isSafeInteger(length) || length < 1) throw this.fails(`${key} is ${JSON.stringify(value)}`);
      return length as number;
    });
  }

  /** The layer in a layer that wraps one. */
  inner(): LayerConfig {
    return LayerConfig.of(this.config["layer"]);
  }
}

export function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
