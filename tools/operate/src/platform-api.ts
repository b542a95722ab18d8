import type { ProblemDetails } from "@gridwatch/contracts";

const TIMEOUT_MS = 30_000;

/**
 * Asks the platform's API; with a body, by POST.
 *
 * @throws Error with one line for a person, when it does not answer or refuses
 */
export async function askPlatform<T>(url: string, path: string, body?: unknown): Promise<T> {
  const request: RequestInit = { signal: AbortSignal.timeout(TIMEOUT_MS) };
  if (body !== undefined) {
    request.method = "POST";
    request.headers = { "content-type": "application/json" };
    request.body = JSON.stringify(body);
  }
  const response = await fetch(`${url}${path}`, request).catch((error: Error) => {
    throw new Error(`${url} does not answer: ${error.message}`, { cause: error });
  });
  if (response.ok) return (await response.json()) as T;
  const problem = (await response.json().catch(() => ({}))) as Partial<ProblemDetails>;
  const fields = problem.errors?.map(({ message }) => message).join("; ");
  throw new Error(
    `${url} answers ${response.status}: ${fields ?? problem.detail ?? problem.title ?? "no reason given"}`,
  );
}
