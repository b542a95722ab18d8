/** Thrown by a handler: the message cannot be handled now, deliver it again later. */
export class RedeliverLater extends Error {
  /** @param delayMs how long at least; by number of deliveries when left out */
  constructor(
    message: string,
    readonly delayMs: number | undefined,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "RedeliverLater";
  }
}

/** Thrown by a handler: no message can be handled before `until` resolves, so that consuming has to wait. */
export class PauseConsuming extends Error {
  constructor(
    message: string,
    readonly until: Promise<void>,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "PauseConsuming";
  }
}
