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
    /** Of a model package that was refused: the gate, and what it measured. */
    readonly refusedBy?: { gate: string; figures: Record<string, number> },
  ) {
    super(message, options);
  }

  /** Whether asking again may help: what the platform refuses once it refuses again. */
  get isTransient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** Of a unit: the database does not know it yet. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

export function apiErrorOf(status: number, body: unknown): ApiError {
  const problem = (typeof body === "object" && body !== null ? body : {}) as Partial<ProblemDetails>;
  const fields = Array.isArray(problem.errors) ? problem.errors.map(({ message }) => message).join("; ") : "";
  const what = problem.detail ?? problem.title ?? `the platform answered with status ${status}`;
  const message = asSentence(fields ? `${what}: ${fields}` : what);
  return new ApiError(message, status, problem.correlationId, undefined, refusalOf(body));
}

function refusalOf(body: unknown): ApiError["refusedBy"] {
  const { gate, figures } = (body ?? {}) as { gate?: unknown; figures?: unknown };
  if (typeof gate !== "string") return undefined;
  const numbers = Object.entries(figures ?? {}).filter(([, figure]) => Number.isFinite(figure));
  return { gate, figures: Object.fromEntries(numbers) };
}
