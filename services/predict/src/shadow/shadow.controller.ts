import { type ModelComparison, SHADOWED_KINDS, type StoredModel } from "@gridwatch/contracts";
import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  NotFoundException,
  Post,
  Query,
  UseFilters,
  UseGuards,
} from "@nestjs/common";
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from "@nestjs/swagger";
import { ApiProblems } from "../api-problems.js";
import { ChangesGuard } from "../registry/changes.guard.js";
import { CompareRequest, KindRequest, PointRequest } from "../registry/models.request.js";
import { StoredModelAnswer } from "../registry/models.response.js";
import { ProblemFilter } from "../registry/problem.filter.js";
import { Registry } from "../registry/registry.js";
import { ModelComparisonAnswer } from "./comparison.response.js";
import { Comparisons } from "./comparisons.js";

@ApiTags("models")
@Controller("api/v1/models")
@UseFilters(ProblemFilter)
export class ShadowController {
  constructor(
    @Inject(Registry) private readonly registry: Registry,
    @Inject(Comparisons) private readonly comparisons: Comparisons,
  ) {}

  @Post("shadow")
  @HttpCode(200)
  @UseGuards(ChangesGuard)
  @ApiOperation({ summary: "Has an anomaly package score beside the champion, unheard" })
  @ApiOkResponse({ type: StoredModelAnswer })
  @ApiProblems(400, 403, 404, 409, 422)
  begin(@Body() { name, version, by, reason }: PointRequest): Promise<StoredModel> {
    return this.registry.point("shadow", name, version, { by, reason });
  }

  @Post("shadow/clear")
  @HttpCode(204)
  @UseGuards(ChangesGuard)
  @ApiOperation({ summary: "Ends that" })
  @ApiNoContentResponse()
  @ApiProblems(400, 403, 409)
  clear(@Body() { kind, by, reason }: KindRequest): Promise<void> {
    return this.registry.clear(kind, "shadow", { by, reason });
  }

  @Get("compare")
  @ApiOperation({ summary: "What the champion and its shadow made of the same steps, added up over the replicas" })
  @ApiOkResponse({ type: ModelComparisonAnswer })
  @ApiProblems(400, 404)
  async compare(@Query() { kind }: CompareRequest): Promise<ModelComparison> {
    const comparison = SHADOWED_KINDS.includes(kind) ? await this.comparisons.ofAll() : undefined;
    if (comparison === undefined) throw new NotFoundException(`no ${kind} model scores in the shadow of a champion`);
    return comparison;
  }
}
