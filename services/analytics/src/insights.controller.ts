import type { AnomalyList, DeviceHistory, DeviceInsights } from "@gridwatch/contracts";
import { InsightReader } from "@gridwatch/telemetry-store";
import { Controller, Get, Inject, NotFoundException, Param, Query, UseFilters } from "@nestjs/common";
import { ApiOkResponse, ApiOperation, ApiTags } from "@nestjs/swagger";
import { DeviceHistoryAnswer } from "./api.response.js";
import { ApiProblems } from "./api-problems.js";
import { DevicePath } from "./devices.request.js";
import { FleetDirectory } from "./fleet-directory.js";
import { AnomaliesRequest, DeviceInsightsRequest, DeviceScoresRequest, rangeOf } from "./insights.request.js";
import { AnomalyListAnswer, DeviceInsightsAnswer } from "./insights.response.js";
import { ProblemFilter } from "./problem.filter.js";
import { rangeWindows } from "./windows.js";

@ApiTags("insights")
@Controller("api/v1")
@UseFilters(ProblemFilter)
export class InsightsController {
  constructor(
    @Inject(InsightReader) private readonly reader: InsightReader,
    @Inject(FleetDirectory) private readonly directory: FleetDirectory,
  ) {}

  @Get("devices/:id/insights")
  @ApiOperation({ summary: "What the model made of a unit: its scores step by step, and its anomalies" })
  @ApiOkResponse({ type: DeviceInsightsAnswer })
  @ApiProblems(400, 404, 503)
  async ofDevice(@Param() { id }: DevicePath, @Query() request: DeviceInsightsRequest): Promise<DeviceInsights> {
    if ((await this.directory.find(id)) === undefined) throw new NotFoundException(`There is no unit ${id}.`);
    const range = rangeOf(request);
    const [insights, anomalies] = await Promise.all([
      this.reader.insights(id, range, request.limit),
      this.reader.anomalies(range, { device: id }, request),
    ]);
    return { device: id, insights, anomalies: anomalies.anomalies };
  }

  @Get("devices/:id/scores")
  @ApiOperation({
    summary: "Lowest, mean and highest score per window, in the form of a history: metrics `score` and `threshold`",
  })
  @ApiOkResponse({ type: DeviceHistoryAnswer })
  @ApiProblems(400, 404, 503)
  async scores(@Param() { id }: DevicePath, @Query() request: DeviceScoresRequest): Promise<DeviceHistory> {
    const { points } = request;
    const { from, to } = rangeOf(request);
    if ((await this.directory.find(id)) === undefined) throw new NotFoundException(`There is no unit ${id}.`);
    const { range, windowMs } = rangeWindows({ from, to }, points);
    const { timestamps, score, threshold } = await this.reader.scores(id, range, windowMs);
    return {
      device: id,
      from: new Date(range.from).toISOString(),
      to: new Date(range.to).toISOString(),
      windowMs,
      timestamps,
      metrics: { score, threshold },
    };
  }

  @Get("insights")
  @ApiOperation({ summary: "Anomalies of all units, a page of them" })
  @ApiOkResponse({ type: AnomalyListAnswer })
  @ApiProblems(400, 503)
  async all(@Query() request: AnomaliesRequest): Promise<AnomalyList> {
    const { state, ...rest } = request;
    const filter = { ...rest, ...(state === undefined ? {} : { open: state === "open" }) };
    return await this.reader.anomalies(rangeOf(request), filter, request);
  }
}
