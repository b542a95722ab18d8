import { ApiError, apiErrorOf } from "./api-error.js";

const TIMEOUT_MS = 20_000;

/**
 * Asks the platform. `isExpected` checks the answer's shape, once, here.
 *
 * @throws ApiError for every failure but being aborted by `signal`
 */
export async function getJson<T>(
  path: string,
  isExpected: (body: unknown) => body is T,
  signal: AbortSignal,
): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      headers: { Accept: "application/json" },
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
  } catch (cause) {
    if (signal.aborted) throw cause;
    const timedOut = cause instanceof DOMException && cause.name === "TimeoutError";
    const message = timedOut ? "The platform took too long to answer." : "The platform cannot be reached.";
    throw new ApiError(message, 0, undefined, { cause });
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw apiErrorOf(response.status, body);
  if (!isExpected(body)) throw new ApiError("The platform's answer is not one this page understands.", 502);
  return body;
}
