import { apiErrorOf } from "./api-error.js";

describe("an error of the platform", () => {
  it("is told as the problem details tell it, bad fields included", () => {
    const error = apiErrorOf(400, {
      type: "about:blank",
      title: "Bad Request",
      status: 400,
      detail: "the request is not valid",
      correlationId: "c-1",
      errors: [{ field: "from", message: "from must be before to" }],
    });
    expect(error.message).toBe("The request is not valid: from must be before to.");
    expect(error).toMatchObject({ status: 400, correlationId: "c-1", isTransient: false });
  });

  it("names the gate that refused a model package", () => {
    const figures = { difference: 10, tolerance: 0.001 };
    expect(apiErrorOf(422, { detail: "its golden output is off", gate: "golden", figures }).refusedBy).toEqual({
      gate: "golden",
      figures,
    });
    expect(apiErrorOf(409, { detail: "taken" }).refusedBy).toBeUndefined();
  });

  it("is told also without a body that can be read", () => {
    expect(apiErrorOf(502, undefined).message).toBe("The platform answered with status 502.");
  });

  it("is worth another try unless the platform refused", () => {
    expect([0, 404, 429, 503].map((status) => apiErrorOf(status, {}).isTransient)).toEqual([true, false, true, true]);
  });
});
