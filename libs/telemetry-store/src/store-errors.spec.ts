import { HttpError } from "@influxdata/influxdb-client";
import {
  AccessRefused,
  BatchTooLarge,
  DatabaseUnavailable,
  LinesRejected,
  QueryRejected,
  requestError,
  statementError,
  writeError,
} from "./store-errors.js";

function answer(status: number, body = "", headers: Record<string, string> = {}): HttpError {
  return new HttpError(status, "", body, undefined, "application/json", undefined, headers);
}

describe("the answer to a write", () => {
  it.each([
    [400, '{"error":"partial write: field type conflict dropped=1"}', LinesRejected],
    [400, '{"error":"unable to parse"}', LinesRejected],
    [422, '{"code":"unprocessable entity","message":"outside retention"}', LinesRejected],
    [500, '{"error":"partial write: points beyond retention policy dropped=1"}', LinesRejected],
    [413, "<html>Request Entity Too Large</html>", BatchTooLarge],
    [401, '{"error":"authorization failed"}', AccessRefused],
    [403, "", AccessRefused],
    [404, '{"error":"database not found"}', AccessRefused],
    [500, '{"error":"retention policy not found: raw"}', AccessRefused],
    [429, "", DatabaseUnavailable],
    [408, "", DatabaseUnavailable],
    [500, '{"error":"timeout"}', DatabaseUnavailable],
    [503, "", DatabaseUnavailable],
  ])("%i %s is told apart", (status, body, type) => {
    const cause = answer(status, body);
    const error = writeError(cause);
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ name: type.name, cause });
  });

  it("carries the server's own words, whichever version says them", () => {
    expect(writeError(answer(400, '{"error":"in 1.x"}')).message).toBe("in 1.x");
    expect(writeError(answer(422, '{"code":"invalid","message":"in 2.x"}')).message).toBe("in 2.x");
  });

  it("tells how long to wait, in milliseconds, from seconds or from a date", () => {
    expect(writeError(answer(429, "", { "retry-after": "7" }))).toMatchObject({ retryAfterMs: 7_000 });
    const date = new Date(Date.now() + 60_000).toUTCString();
    const { retryAfterMs } = writeError(answer(503, "", { "retry-after": date })) as DatabaseUnavailable;
    expect(retryAfterMs).toBeGreaterThan(55_000);
    expect(retryAfterMs).toBeLessThanOrEqual(60_000);
    expect(writeError(answer(503, "", { "retry-after": "soon" }))).toMatchObject({ retryAfterMs: undefined });
  });

  it("means that the database is unavailable when there is none", () => {
    expect(writeError(new Error("connect ECONNREFUSED"))).toBeInstanceOf(DatabaseUnavailable);
  });
});

describe("the answer to a query", () => {
  it.each([
    [400, QueryRejected],
    [401, AccessRefused],
    [503, DatabaseUnavailable],
  ])("of status %i is told apart", (status, type) => {
    expect(requestError(answer(status))).toBeInstanceOf(type);
  });

  it.each([
    ["database not found: gridwatch", AccessRefused],
    ["retention policy not found: raw", AccessRefused],
    ["query interrupted", DatabaseUnavailable],
    ["max-select-series limit exceeded: (5/4)", QueryRejected],
  ])("may hold the error '%s' with status 200", (message, type) => {
    expect(statementError(message)).toBeInstanceOf(type);
  });
});
