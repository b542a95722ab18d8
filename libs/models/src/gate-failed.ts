/** `package`: it cannot be read. `hash`: its bytes are not those that were uploaded. `survives`: the process that tries it ends with an answer. */
export const GATES = [
  "package",
  "hash",
  "manifest",
  "size",
  "loads",
  "golden",
  "finite",
  "responds",
  "speed",
  "survives",
] as const;
export type Gate = (typeof GATES)[number];

/** A package that may not go live: which gate it failed, why in plain words, and the numbers behind it. */
export class GateFailed extends Error {
  override readonly name = "GateFailed";

  constructor(
    readonly gate: Gate,
    message: string,
    readonly figures: Record<string, number> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface GateReport {
  gate: string;
  passed: boolean;
  detail: string;
  figures: Record<string, number>;
}
