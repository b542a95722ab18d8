const text = (description?: string) => ({ type: "string", ...(description && { description }) });

/** What `ProblemDetailsFilter` answers with, as an API document says it: `components.schemas.Problem`. */
export const PROBLEM_SCHEMA = {
  type: "object",
  required: ["type", "title", "status"],
  properties: {
    type: { type: "string", example: "about:blank" },
    title: { type: "string", example: "Bad request" },
    status: { type: "integer", example: 400 },
    detail: text(),
    instance: text("The request's path"),
    correlationId: text("Finds the request in the logs"),
    errors: {
      type: "array",
      description: "One entry per bad field",
      items: {
        type: "object",
        required: ["field", "message"],
        properties: {
          field: { type: "string", example: "days" },
          message: { type: "string", example: "days must not be greater than 365" },
        },
      },
    },
  },
};

/** Of a route that may answer with problem details. */
export function problemResponse(status: number, description: string) {
  const content = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
  return { status, description, content };
}
