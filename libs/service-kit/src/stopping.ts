import { Injectable } from "@nestjs/common";

/**
 * Told when the service is asked to stop, before any hook is called. Hooks wait for what is in flight: this ends what would not come to an
 * end by itself.
 */
@Injectable()
export class Stopping {
  private readonly controller = new AbortController();
  readonly signal: AbortSignal = this.controller.signal;

  begin(): void {
    this.controller.abort();
  }
}
