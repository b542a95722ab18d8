import type { ModelComparison, StoredModel } from "@gridwatch/contracts";
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
import { ChangesGuard } from "../registry/changes.guard.js";
import { CompareRequest, KindRequest, PointRequest } from "../registry/models.request.js";
import { ProblemFilter } from "../registry/problem.filter.js";
import { Registry } from "../registry/registry.js";
import { Comparisons } from "./comparisons.js";

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
  begin(@Body() { name, version, by, reason }: PointRequest): Promise<StoredModel> {
    return this.registry.point("shadow", name, version, { by, reason });
  }

  @Post("shadow/clear")
  @HttpCode(204)
  @UseGuards(ChangesGuard)
  clear(@Body() { kind, by, reason }: KindRequest): Promise<void> {
    return this.registry.clear(kind, "shadow", { by, reason });
  }

  @Get("compare")
  async compare(@Query() { kind }: CompareRequest): Promise<ModelComparison> {
    // Of the other kind none is scored yet.
    const comparison = kind === "anomaly" ? await this.comparisons.ofAll() : undefined;
    if (comparison === undefined) throw new NotFoundException(`no ${kind} model scores in the shadow of a champion`);
    return comparison;
  }
}
