import type { ModelKind, StoredModel } from "@gridwatch/contracts";
import type { Order } from "../ui/order-fields.js";
import { ApiError, apiErrorOf } from "./api-error.js";

const PATH = "/api/v1/models";
/** The platform tries a package for up to a minute. */
const TIMEOUT_MS = 120_000;

/** What can be done with the models that a platform has. */
export type ModelChange =
  | { action: "activate" | "shadow"; kind: ModelKind; name: string; version: string }
  | { action: "rollback" | "deactivate" | "shadow/clear"; kind: ModelKind };

/** @throws ApiError */
export async function changeModels(change: ModelChange, order: Order): Promise<void> {
  const { action, ...subject } = change;
  // A named package says itself of which kind it is.
  const body = "name" in subject ? { name: subject.name, version: subject.version } : subject;
  let response: Response;
  try {
    response = await fetch(`${PATH}/${action}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...body, ...order }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (cause) {
    throw new ApiError("The platform did not answer; look at the history whether it was done.", 0, undefined, {
      cause,
    });
  }
  if (!response.ok) throw apiErrorOf(response.status, await response.json().catch(() => undefined));
}

/** What a gate saw of a package. */
export interface GateResult {
  gate: string;
  passed: boolean;
  detail: string;
  figures: Record<string, number>;
}

export interface UploadedModel {
  model: StoredModel;
  gates: GateResult[];
}

/**
 * Sends a package's archive. By XMLHttpRequest, since fetch tells nothing of how much has been sent.
 *
 * @param onSent is told the part of it that has been sent, 0..1
 * @throws ApiError; of a package that a gate refuses with `refusedBy`
 */
export function uploadModel(
  archive: Blob,
  order: Order,
  onSent: (part: number) => void,
  signal: AbortSignal,
): Promise<UploadedModel> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const failed = (message: string) => reject(new ApiError(message, 0));
    request.open("POST", `${PATH}?${new URLSearchParams({ by: order.by, reason: order.reason })}`);
    request.setRequestHeader("Content-Type", "application/gzip");
    request.timeout = TIMEOUT_MS;
    request.upload.onprogress = ({ loaded, total }) => onSent(total > 0 ? loaded / total : 1);
    request.onload = () => {
      const answer = parsed(request.responseText);
      if (request.status >= 300) reject(apiErrorOf(request.status, answer));
      else if (isUploaded(answer)) resolve(answer);
      else reject(new ApiError("The platform's answer is not one this page understands.", 502));
    };
    request.onerror = () => failed("The platform cannot be reached.");
    request.ontimeout = () => failed("The platform took too long to answer.");
    request.onabort = () => failed("Sending was given up.");
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(archive);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isUploaded(body: unknown): body is UploadedModel {
  const { model, gates } = (body ?? {}) as Partial<UploadedModel>;
  return typeof model?.name === "string" && Array.isArray(gates);
}
