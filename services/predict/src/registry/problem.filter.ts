import { GateFailed } from "@gridwatch/models";
import { LOGGER, type Logger, ProblemDetailsFilter } from "@gridwatch/service-kit";
import {
  type ArgumentsHost,
  Catch,
  ConflictException,
  Inject,
  NotFoundException,
  UnprocessableEntityException,
} from "@nestjs/common";
import { AliasChanged } from "./aliases.js";
import { UnknownModel, VersionTaken } from "./package-store.js";
import { NoShadow, NothingBefore } from "./registry.js";

/** What the registry throws, as the problem details it means to a client; the rest is left to the filter for all. */
@Catch(GateFailed, UnknownModel, VersionTaken, AliasChanged, NoShadow, NothingBefore)
export class ProblemFilter extends ProblemDetailsFilter {
  // Declared for Nest, which injects by the class's own constructor.
  constructor(@Inject(LOGGER) logger: Logger) {
    super(logger);
  }

  override catch(exception: Error, host: ArgumentsHost): unknown {
    return super.catch(meaningOf(exception), host);
  }

  protected override membersOf(exception: unknown): Partial<Record<string, unknown>> {
    const failed = exception instanceof Error ? exception.cause : undefined;
    return failed instanceof GateFailed ? { gate: failed.gate, figures: failed.figures } : super.membersOf(exception);
  }
}

function meaningOf(error: Error): Error {
  if (error instanceof GateFailed) return new UnprocessableEntityException(error.message, { cause: error });
  if (error instanceof NoShadow) return new UnprocessableEntityException(error.message);
  if (error instanceof UnknownModel) return new NotFoundException(error.message);
  return new ConflictException(error.message);
}
