/** A request that is well-formed, but asks for more than is allowed, or for what makes no sense. */
export class RefusedRequest extends Error {
  constructor(
    readonly field: string,
    /** What is allowed. */
    message: string,
  ) {
    super(message);
    this.name = "RefusedRequest";
  }
}

/** What can only be told by the backbone cannot be told now. */
export class BackboneUnavailable extends Error {
  constructor(options?: ErrorOptions) {
    super("The backbone does not answer in time.", options);
    this.name = "BackboneUnavailable";
  }
}

/** So much is being answered already that waiting would only make it worse. */
export class TooBusy extends Error {
  constructor() {
    super("Too many large requests are waiting already.");
    this.name = "TooBusy";
  }
}
