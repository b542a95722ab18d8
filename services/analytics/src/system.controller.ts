import type { SystemReport } from "@gridwatch/contracts";
import { Controller, Get, Inject, UseFilters } from "@nestjs/common";
import { ApiOkResponse, ApiOperation, ApiTags } from "@nestjs/swagger";
import { ProblemFilter } from "./problem.filter.js";
import { SystemAnswer } from "./system.response.js";
import { SystemStatus } from "./system-status.js";

@ApiTags("system")
@Controller("api/v1/system")
@UseFilters(ProblemFilter)
export class SystemController {
  constructor(@Inject(SystemStatus) private readonly status: SystemStatus) {}

  @Get()
  @ApiOperation({ summary: "The parts of the platform, their versions, and how they do" })
  @ApiOkResponse({ type: SystemAnswer })
  report(): Promise<SystemReport> {
    return this.status.answer();
  }
}
