import type { ModelDrift } from "@gridwatch/contracts";
import { Controller, Get, Inject, NotFoundException, UseFilters } from "@nestjs/common";
import { ProblemFilter } from "../registry/problem.filter.js";
import { Drifts } from "./drifts.js";

@Controller("api/v1/models")
@UseFilters(ProblemFilter)
export class DriftController {
  constructor(@Inject(Drifts) private readonly drifts: Drifts) {}

  @Get("drift")
  async drift(): Promise<ModelDrift> {
    const drift = await this.drifts.ofAll();
    if (drift === undefined) throw new NotFoundException("no anomaly model is the champion");
    return drift;
  }
}
