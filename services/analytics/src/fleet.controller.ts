import type { FleetSummary } from "@gridwatch/contracts";
import { Controller, Get, Inject, UseFilters } from "@nestjs/common";
import { ApiOkResponse, ApiOperation, ApiTags } from "@nestjs/swagger";
import { FleetSummaryAnswer } from "./api.response.js";
import { ApiProblems } from "./api-problems.js";
import { AnalyticsConfig } from "./config.js";
import { FleetDirectory } from "./fleet-directory.js";
import { summarize } from "./fleet-summary.js";
import { ProblemFilter } from "./problem.filter.js";

@ApiTags("fleet")
@Controller("api/v1/fleet")
@UseFilters(ProblemFilter)
export class FleetController {
  constructor(
    @Inject(FleetDirectory) private readonly directory: FleetDirectory,
    @Inject(AnalyticsConfig) private readonly config: AnalyticsConfig,
  ) {}

  @Get()
  @ApiOperation({ summary: "How many units are online, and their apparent power" })
  @ApiOkResponse({ type: FleetSummaryAnswer })
  @ApiProblems(503)
  async summary(): Promise<FleetSummary> {
    return summarize(await this.directory.snapshot(), this.config.staleAfterMs);
  }
}
