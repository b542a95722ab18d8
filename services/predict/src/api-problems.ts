import { problemResponse } from "@gridwatch/service-kit";
import { applyDecorators } from "@nestjs/common";
import { ApiResponse } from "@nestjs/swagger";

const PROBLEMS = {
  400: "A field is wrong: `errors` says what is allowed",
  403: "Changes are switched off, or a page of another origin asks",
  404: "There is no such model, or none that is used so",
  409: "The version has other contents, another change was quicker, or there was no champion before",
  413: "The package is too large",
  422: "The package failed a gate: `gate` names it, `figures` holds what was measured",
} as const;

/** Documents which problem details a route may answer with. */
export function ApiProblems(...statuses: (keyof typeof PROBLEMS)[]) {
  return applyDecorators(...statuses.map((status) => ApiResponse(problemResponse(status, PROBLEMS[status]))));
}
