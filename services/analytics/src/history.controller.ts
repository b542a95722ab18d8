import { Controller, Get, Inject, Query, Res, UseFilters } from "@nestjs/common";
import { ApiOkResponse, ApiOperation, ApiTags } from "@nestjs/swagger";
import type { Response } from "express";
import { FleetHistoryAnswer } from "./api.response.js";
import { ApiProblems } from "./api-problems.js";
import { cacheable } from "./cacheable.js";
import { FleetHistoryRequest } from "./devices.request.js";
import { History } from "./history.js";
import { ProblemFilter } from "./problem.filter.js";

@ApiTags("history")
@Controller("api/v1/history")
@UseFilters(ProblemFilter)
export class HistoryController {
  constructor(@Inject(History) private readonly history: History) {}

  @Get()
  @ApiOperation({ summary: "Lowest, mean and highest value per window, of several units at once" })
  @ApiOkResponse({ type: FleetHistoryAnswer })
  @ApiProblems(400, 503)
  async courses(
    @Query() request: FleetHistoryRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<string> {
    return cacheable(await this.history.ofFleet(request), response);
  }
}
