import type { Response } from "express";
import type { Answer } from "./answer-cache.js";

/** Sets an answer's headers and hands over its body. Express itself answers 304 to whoever has this content already. */
export function cacheable({ body, etag, freshMs }: Answer, response: Response): string {
  response.setHeader("Content-Type", "application/json; charset=utf-8");
  response.setHeader("Cache-Control", `max-age=${Math.ceil(freshMs / 1_000)}`);
  response.setHeader("ETag", etag);
  return body;
}
