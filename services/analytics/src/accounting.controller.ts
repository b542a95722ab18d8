import type { AccountingReport } from "@gridwatch/contracts";
import { Controller, Get, Inject, UseFilters } from "@nestjs/common";
import { ApiOkResponse, ApiOperation, ApiTags } from "@nestjs/swagger";
import { Accounting } from "./accounting.js";
import { AccountingAnswer } from "./accounting.response.js";
import { ApiProblems } from "./api-problems.js";
import { ProblemFilter } from "./problem.filter.js";

@ApiTags("accounting")
@Controller("api/v1/accounting")
@UseFilters(ProblemFilter)
export class AccountingController {
  constructor(@Inject(Accounting) private readonly accounting: Accounting) {}

  @Get()
  @ApiOperation({ summary: "What became of every reading, and whether the sums agree" })
  @ApiOkResponse({ type: AccountingAnswer })
  @ApiProblems(503)
  report(): Promise<AccountingReport> {
    return this.accounting.answer();
  }
}
