import type { ModelDrift } from "@gridwatch/contracts";
import { Controller, Get, Inject, NotFoundException, UseFilters } from "@nestjs/common";
import { ApiOkResponse, ApiOperation, ApiTags } from "@nestjs/swagger";
import { ApiProblems } from "../api-problems.js";
import { ProblemFilter } from "../registry/problem.filter.js";
import { ModelDriftAnswer } from "./drift.response.js";
import { Drifts } from "./drifts.js";

@ApiTags("models")
@Controller("api/v1/models")
@UseFilters(ProblemFilter)
export class DriftController {
  constructor(@Inject(Drifts) private readonly drifts: Drifts) {}

  @Get("drift")
  @ApiOperation({ summary: "How far what the champion sees, and what it says, has moved away from its training" })
  @ApiOkResponse({ type: ModelDriftAnswer })
  @ApiProblems(404)
  async drift(): Promise<ModelDrift> {
    const drift = await this.drifts.ofAll();
    if (drift === undefined) throw new NotFoundException("no anomaly model is the champion");
    return drift;
  }
}
