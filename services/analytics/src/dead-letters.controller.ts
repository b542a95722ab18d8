import type { DeadLetterCounts, DeadLetterList, ReplayList, ReplayResult } from "@gridwatch/contracts";
import { Body, Controller, Get, HttpCode, Inject, Post, Query, UseFilters, UseGuards } from "@nestjs/common";
import { ApiOkResponse, ApiOperation, ApiTags } from "@nestjs/swagger";
import { ApiProblems } from "./api-problems.js";
import { DeadLetters } from "./dead-letters.js";
import { DeadLettersRequest, ReplayOrderRequest } from "./dead-letters.request.js";
import {
  DeadLetterCountsAnswer,
  DeadLetterListAnswer,
  ReplayAnswer,
  ReplayListAnswer,
} from "./dead-letters.response.js";
import { ProblemFilter } from "./problem.filter.js";
import { ReplayGuard } from "./replay.guard.js";

@ApiTags("dead letters")
@Controller("api/v1/dead-letters")
@UseFilters(ProblemFilter)
export class DeadLettersController {
  constructor(@Inject(DeadLetters) private readonly letters: DeadLetters) {}

  @Get()
  @ApiOperation({ summary: "What could not be used, newest first" })
  @ApiOkResponse({ type: DeadLetterListAnswer })
  @ApiProblems(400, 503)
  list(@Query() request: DeadLettersRequest): Promise<DeadLetterList> {
    return this.letters.list(request);
  }

  @Get("counts")
  @ApiOperation({ summary: "How many there are, by origin and reason" })
  @ApiOkResponse({ type: DeadLetterCountsAnswer })
  @ApiProblems(503)
  counts(): Promise<DeadLetterCounts> {
    return this.letters.counts();
  }

  @Get("replays")
  @ApiOperation({ summary: "What was ordered to be replayed lately, by whom and why, newest first" })
  @ApiOkResponse({ type: ReplayListAnswer })
  @ApiProblems(503)
  replays(): Promise<ReplayList> {
    return this.letters.replays();
  }

  @Post("replay")
  @HttpCode(200)
  @UseGuards(ReplayGuard)
  @ApiOperation({ summary: "Has letters taken in again, after what was wrong has been put right" })
  @ApiOkResponse({ type: ReplayAnswer })
  @ApiProblems(400, 403, 415, 503)
  replay(@Body() request: ReplayOrderRequest): Promise<ReplayResult> {
    return this.letters.replay(request);
  }
}
