import type { ProblemDetails } from "@gridwatch/contracts";
import { visible } from "./terminal-text.js";

const TIMEOUT_MS = 30_000;

/**
 * Asks the platform's API; with a body, by POST: bytes as a `.tar.gz`, anything else as JSON.
 *
 * @returns `undefined` when the answer is empty
 * @throws Error with one line for a person, when it does not answer or refuses
 */
export async function askPlatform<T>(url: string, path: string, body?: unknown, timeoutMs = TIMEOUT_MS): Promise<T> {
  const request: RequestInit = { signal: AbortSignal.timeout(timeoutMs) };
  if (body !== undefined) {
    request.method = "POST";
    request.headers = { "content-type": body instanceof Uint8Array ? "application/gzip" : "application/json" };
    request.body = body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body);
  }
  const { response, text } = await answerTo(`${url}${path}`, request).catch((error: Error) => {
    throw new Error(`${url} does not answer: ${whyOf(error)}`, { cause: error });
  });
  const answer = parsed(text);
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${oneLine(refusal(answer ?? {}))}`);
  if (text !== "" && answer === undefined) throw new Error(`${url} answers ${path} with something else than JSON`);
  return answer as T;
}

async function answerTo(url: string, request: RequestInit): Promise<{ response: Response; text: string }> {
  const response = await fetch(url, request);
  return { response, text: await response.text() };
}

/** `undefined` when it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a connection failed of is the cause of what `fetch` throws. */
function whyOf({ message, cause }: Error): string {
  const { message: text, code } = (cause ?? {}) as { message?: string; code?: string };
  return text || code || message;
}

function oneLine(text: string): string {
  return visible(text.replaceAll(/\s+/g, " "));
}

function refusal({ errors, detail, title, gate, figures = {} }: Partial<ProblemDetails>): string {
  const fields = errors?.map(({ message }) => message).join("; ");
  const why = fields ?? detail ?? title ?? "no reason given";
  if (gate === undefined) return why;
  const numbers = Object.entries(figures).map(([name, value]) => `${name} ${value ?? "not a number"}`);
  return `the gate "${gate}" refuses it: ${why}${numbers.length === 0 ? "" : ` (${numbers.join(", ")})`}`;
}
