import { InvalidRequest, LOGGER, type Logger, ProblemDetailsFilter } from "@gridwatch/service-kit";
import { AccessRefused, DatabaseUnavailable, StoreError } from "@gridwatch/telemetry-store";
import { type ArgumentsHost, Catch, Inject, ServiceUnavailableException } from "@nestjs/common";
import type { Response } from "express";
import { BackboneUnavailable, RefusedRequest, TooBusy } from "./refusals.js";

const RETRY_AFTER_MS = 2_000;

/** What the core throws, as the problem details it means to a client; the rest is left to the filter for all. */
@Catch(StoreError, RefusedRequest, TooBusy, BackboneUnavailable)
export class ProblemFilter extends ProblemDetailsFilter {
  // Declared for Nest, which injects by the class's own constructor.
  constructor(@Inject(LOGGER) logger: Logger) {
    super(logger);
  }

  override catch(exception: StoreError | RefusedRequest | TooBusy | BackboneUnavailable, host: ArgumentsHost): unknown {
    if (exception instanceof RefusedRequest) {
      return super.catch(new InvalidRequest([{ field: exception.field, message: exception.message }]), host);
    }
    const text = unavailability(exception);
    if (text === undefined) return super.catch(exception, host);
    const waitMs = (exception instanceof DatabaseUnavailable ? exception.retryAfterMs : undefined) ?? RETRY_AFTER_MS;
    host
      .switchToHttp()
      .getResponse<Response>()
      .setHeader("Retry-After", Math.ceil(waitMs / 1_000));
    return super.catch(new ServiceUnavailableException(text, { cause: exception }), host);
  }
}

/** Said without the database's own words, which name users and addresses. */
function unavailability(exception: StoreError | TooBusy | BackboneUnavailable): string | undefined {
  if (exception instanceof TooBusy || exception instanceof BackboneUnavailable) return exception.message;
  if (exception instanceof DatabaseUnavailable) return "The database does not answer in time.";
  if (exception instanceof AccessRefused) return "The database is not set up yet, or refuses this service.";
  return undefined;
}
