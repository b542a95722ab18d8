/** A package that may not go live: which gate it failed, why in plain words, and the numbers behind it. */
export class GateFailed extends Error {
  override readonly name = "GateFailed";

  constructor(
    readonly gate: string,
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
