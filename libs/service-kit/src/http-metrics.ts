import type { NextFunction, Request, Response } from "express";
import { Histogram, type Registry } from "prom-client";

/** Up to what a page's reader still waits for; the rest is one bucket. */
const BUCKETS_SECONDS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * Times every request. A request is told by the pattern of its route and never by its URL, so that there are as many series as
 * routes: what meets no route is `none`. A client that goes before it was answered is counted as the status `aborted`.
 */
export function httpMetrics(registry: Registry): (request: Request, response: Response, next: NextFunction) => void {
  const seconds = new Histogram({
    name: "gridwatch_http_request_duration_seconds",
    help: "Time from a request's head to the end of its answer",
    labelNames: ["method", "route", "status"],
    buckets: BUCKETS_SECONDS,
    registers: [registry],
  });
  return (request, response, next) => {
    const start = performance.now();
    response.once("close", () => {
      const status = response.writableFinished ? response.statusCode : "aborted";
      seconds.observe({ method: request.method, route: routeOf(request), status }, (performance.now() - start) / 1_000);
    });
    next();
  };
}

/** `/api/v1/devices/:id/history`; known once the request has met its route. */
function routeOf({ baseUrl, route }: Request): string {
  const path: unknown = route?.path;
  return typeof path === "string" ? baseUrl + path : "none";
}
