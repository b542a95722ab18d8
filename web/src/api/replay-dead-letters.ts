import type { ReplayRequest, ReplayResult } from "@gridwatch/contracts";
import { ApiError, apiErrorOf } from "./api-error.js";

const TIMEOUT_MS = 30_000;

/** Has the platform take dead letters in again. @throws ApiError */
export async function replayDeadLetters(request: ReplayRequest): Promise<ReplayResult> {
  let response: Response;
  try {
    response = await fetch("/api/v1/dead-letters/replay", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(request),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (cause) {
    throw new ApiError("The platform did not answer; look whether the letters are gone.", 0, undefined, { cause });
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw apiErrorOf(response.status, body);
  const { replayed, skipped } = (body ?? {}) as Partial<ReplayResult>;
  if (!Number.isFinite(replayed) || !Array.isArray(skipped))
    throw new ApiError("The platform's answer is not one this page understands.", 502);
  return body as ReplayResult;
}
