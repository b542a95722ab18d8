import type { ProblemDetails } from "@gridwatch/contracts";
import { asSentence } from "../ui/format.js";

/** A request that was answered with an error, or not at all. The message is for the person at the screen. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    message: string,
    /** HTTP status; 0 when no answer came. */
    readonly status: number,
    /** Finds the request in the platform's logs. */
    readonly correlationId?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** Whether asking again may help: what the platform refuses once it refuses again. */
  get isTransient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export function apiErrorOf(status: number, body: unknown): ApiError {
  const problem = (typeof body === "object" && body !== null ? body : {}) as Partial<ProblemDetails>;
  const fields = Array.isArray(problem.errors) ? problem.errors.map(({ message }) => message).join("; ") : "";
  const what = problem.detail ?? problem.title ?? `the platform answered with status ${status}`;
  return new ApiError(asSentence(fields ? `${what}: ${fields}` : what), status, problem.correlationId);
}
