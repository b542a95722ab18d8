import { Controller, Get, Inject, Res, UseFilters } from "@nestjs/common";
import { ApiOkResponse, ApiOperation, ApiTags } from "@nestjs/swagger";
import type { Response } from "express";
import { cacheable } from "./cacheable.js";
import { PlatformDoctor } from "./platform-doctor.js";
import { ProblemFilter } from "./problem.filter.js";
import { ReadinessAnswer } from "./readiness.response.js";

@ApiTags("system")
@Controller("api/v1/readiness")
@UseFilters(ProblemFilter)
export class ReadinessController {
  constructor(@Inject(PlatformDoctor) private readonly doctor: PlatformDoctor) {}

  @Get()
  @ApiOperation({ summary: "What is not as it should be with the platform, and what to do about it" })
  @ApiOkResponse({ type: ReadinessAnswer })
  async look(@Res({ passthrough: true }) response: Response): Promise<string> {
    return cacheable(await this.doctor.answer(), response);
  }
}
