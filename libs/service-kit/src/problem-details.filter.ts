import { randomUUID } from "node:crypto";
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, HttpStatus } from "@nestjs/common";
import type { Request, Response } from "express";
import { throwError } from "rxjs";
import type { Logger } from "./logger.js";

/** A request that is refused because of some of its fields. */
export class InvalidRequest extends HttpException {
  constructor(readonly errors: { field: string; message: string }[]) {
    super("The request has invalid fields.", HttpStatus.BAD_REQUEST);
  }
}

/**
 * Every HTTP error as RFC 9457 problem details. Unexpected ones are logged here, once, and answered
 * without their inner workings. Errors of other transports go on to the transport, which knows what they mean.
 */
@Catch()
export class ProblemDetailsFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(exception: unknown, host: ArgumentsHost): unknown {
    if (host.getType() !== "http") return throwError(() => exception);
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const status = statusOf(exception);
    const correlationId = randomUUID();
    if (status >= 500) this.logger.error({ err: exception, correlationId, path: request.path }, "request failed");
    if (response.headersSent) {
      response.destroy();
      return undefined;
    }
    response.status(status).type("application/problem+json");
    response.send(
      JSON.stringify({
        type: "about:blank",
        title: titleOf(status),
        status,
        detail: exposes(exception) ? exception.message : undefined,
        instance: request.path,
        correlationId,
        ...this.membersOf(exception),
      }),
    );
    return undefined;
  }

  /** What the answer says beside what all problems say. */
  protected membersOf(exception: unknown): Partial<Record<string, unknown>> {
    return exception instanceof InvalidRequest ? { errors: exception.errors } : {};
  }
}

/** Errors of Express' own parsers carry a `status` too. */
function statusOf(exception: unknown): number {
  if (exception instanceof HttpException) return exception.getStatus();
  const status = (exception as { status?: unknown } | null)?.status;
  return typeof status === "number" && status >= 400 && status < 500 ? status : HttpStatus.INTERNAL_SERVER_ERROR;
}

/** An HttpException's text was written for the client; anything else's was not. */
function exposes(exception: unknown): exception is HttpException {
  return exception instanceof HttpException;
}

function titleOf(status: number): string {
  const name = HttpStatus[status] ?? "ERROR";
  return name.charAt(0) + name.slice(1).toLowerCase().replaceAll("_", " ");
}
