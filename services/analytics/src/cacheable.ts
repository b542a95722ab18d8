import type { Response } from "express";
import type { Answer } from "./answer-cache.js";

/** A browser is not told of what came late, so that it has to ask again soon; mostly it hears that nothing has changed. */
const LONGEST_UNASKED_MS = 5_000;

/** Sets an answer's headers and hands over its body. Express itself answers 304 to whoever has this content already. */
export function cacheable({ body, etag, freshMs }: Answer, response: Response): string {
  response.setHeader("Content-Type", "application/json; charset=utf-8");
  response.setHeader("Cache-Control", `max-age=${Math.ceil(Math.min(freshMs, LONGEST_UNASKED_MS) / 1_000)}`);
  response.setHeader("ETag", etag);
  return body;
}
