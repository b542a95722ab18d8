import { Controller, Get, Inject, Query, Res, UseFilters } from "@nestjs/common";
import { ApiOkResponse, ApiOperation, ApiTags } from "@nestjs/swagger";
import type { Response } from "express";
import { Analytics } from "./analytics.js";
import { AnalyticsRequest } from "./analytics.request.js";
import { AnalyticsAnswer } from "./api.response.js";
import { ApiProblems } from "./api-problems.js";
import { cacheable } from "./cacheable.js";
import { ProblemFilter } from "./problem.filter.js";

@ApiTags("history")
@Controller(["analytics", "api/v1/analytics"])
@UseFilters(ProblemFilter)
export class AnalyticsController {
  constructor(@Inject(Analytics) private readonly analytics: Analytics) {}

  @Get()
  @ApiOperation({ summary: "Mean of each metric per unit and window, ordered by time, then unit" })
  @ApiOkResponse({ type: AnalyticsAnswer })
  @ApiProblems(400, 503)
  async answer(@Query() request: AnalyticsRequest, @Res({ passthrough: true }) response: Response): Promise<string> {
    return cacheable(await this.analytics.answer(request), response);
  }
}
