import { Controller, Get, Header, HttpStatus, Inject, Res } from "@nestjs/common";
import type { Response } from "express";
import { Registry } from "prom-client";
import { Readiness } from "./readiness.js";

/** What orchestrators and Prometheus ask every service for. */
@Controller()
export class OperationsController {
  constructor(
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(Registry) private readonly registry: Registry,
  ) {}

  /** The process runs and its event loop turns. */
  @Get("health/live")
  live() {
    return { status: "ok" };
  }

  /** 200 while the service can do its work, else 503 and why not. */
  @Get("health/ready")
  ready(@Res() response: Response): void {
    const { ready, checks } = this.readiness.report();
    response
      .status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
      .json({ status: ready ? "ok" : "unavailable", checks });
  }

  @Get("metrics")
  @Header("content-type", Registry.PROMETHEUS_CONTENT_TYPE)
  metrics(): Promise<string> {
    return this.registry.metrics();
  }
}
