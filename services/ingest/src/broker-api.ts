import type { BrokerApiConfig } from "./broker-api.config.js";

/** How many messages the broker holds for a session. */
export interface SessionMessages {
  /** Not sent yet. */
  queued: number;
  /** Sent, and not acknowledged yet. */
  inFlight: number;
}

const ANSWER_WITHIN_MS = 1_000;

/** What EMQX tells of a session is less than 4 kB. */
const MAX_ANSWER_BYTES = 65_536;

const HINTS: Record<number, string> = {
  401: ": it does not know MQTT_API_KEY with this secret",
  403: ": the role of MQTT_API_KEY does not allow to look at clients",
  404: ": it has no session of this replica, or is not EMQX 5",
};

/**
 * Asks EMQX 5 what it holds for the session of a client id, on whichever of its nodes that is. It counts anew every 15 s
 * (`mqtt.idle_timeout`) while messages come and go.
 *
 * @throws Error when it cannot be reached, refuses, knows no such session, is not done within a second, or answers something else
 */
export async function askSessionMessages(api: BrokerApiConfig, clientId: string): Promise<SessionMessages> {
  const response = await fetch(`${api.url.replace(/\/+$/, "")}/api/v5/clients/${clientId}`, {
    headers: {
      accept: "application/json",
      authorization: `Basic ${Buffer.from(`${api.key}:${api.secret}`).toString("base64")}`,
    },
    redirect: "error",
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  if (response.status === 200) return parseSessionMessages(await readText(response));
  await response.body?.cancel();
  throw new Error(`the broker's management API answers ${response.status}${HINTS[response.status] ?? ""}`);
}

/** @throws Error when the body is longer than what any session is told in; the rest is not read */
async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES)
      throw new Error(`the broker's management API answers more than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** @throws Error when the text is not EMQX' JSON about a session */
export function parseSessionMessages(text: string): SessionMessages {
  const { mqueue_len: queued, inflight_cnt: inFlight } = parseObject(text);
  if (!isCount(queued) || !isCount(inFlight)) {
    throw new Error("what the broker's management API answers has no mqueue_len and inflight_cnt");
  }
  return { queued, inFlight };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text));
  } catch (error) {
    throw new Error("what the broker's management API answers is not JSON", { cause: error });
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
