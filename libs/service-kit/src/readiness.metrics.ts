import { Gauge, type Registry } from "prom-client";
import type { Readiness } from "./readiness.js";

/** Exports what `/health/ready` says of each part. */
export function exportReadiness(readiness: Readiness, registry: Registry): void {
  new Gauge({
    name: "gridwatch_part_ready",
    help: "1 while a part that the service works with is well, else 0",
    labelNames: ["part"],
    registers: [registry],
    collect() {
      for (const [part, state] of Object.entries(readiness.report().checks)) this.set({ part }, state === "ok" ? 1 : 0);
    },
  });
}
