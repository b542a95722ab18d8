import { Inject, Injectable } from "@nestjs/common";
import { Histogram, Registry } from "prom-client";

export type SocketEvent = "subscribe" | "unsubscribe";

/** How the events go that Socket.IO clients send. */
@Injectable()
export class SocketEventMetrics {
  private readonly seconds: Histogram<"event" | "outcome">;

  constructor(@Inject(Registry) registry: Registry) {
    this.seconds = new Histogram({
      name: "gridwatch_realtime_event_duration_seconds",
      help: "Time to carry out an event that a client sent",
      labelNames: ["event", "outcome"],
      buckets: [0.0005, 0.001, 0.005, 0.025, 0.1, 0.5, 1],
      registers: [registry],
    });
  }

  add(event: SocketEvent, outcome: "done" | "refused" | "failed", seconds: number): void {
    this.seconds.observe({ event, outcome }, seconds);
  }
}
