import { problemResponse } from "@gridwatch/service-kit";
import { applyDecorators } from "@nestjs/common";
import { ApiResponse } from "@nestjs/swagger";

const PROBLEMS = {
  400: "A field is wrong, or the answer would be too large: `errors` says what is allowed",
  403: "It is switched off, or a page of another origin asks",
  404: "There is no such unit",
  415: "The body is not application/json",
  503: "The database or the backbone does not answer or is not set up yet: try again after `Retry-After` seconds",
} as const;

/** Documents which problem details a route may answer with. */
export function ApiProblems(...statuses: (keyof typeof PROBLEMS)[]) {
  return applyDecorators(...statuses.map((status) => ApiResponse(problemResponse(status, PROBLEMS[status]))));
}
