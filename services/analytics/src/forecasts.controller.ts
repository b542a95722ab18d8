import type { DeviceForecasts, FleetForecasts } from "@gridwatch/contracts";
import { ForecastReader } from "@gridwatch/telemetry-store";
import { Controller, Get, Inject, NotFoundException, Param, Query, UseFilters } from "@nestjs/common";
import { ApiOkResponse, ApiOperation, ApiTags } from "@nestjs/swagger";
import { ApiProblems } from "./api-problems.js";
import { DevicePath } from "./devices.request.js";
import { FleetDirectory } from "./fleet-directory.js";
import { FleetForecast } from "./fleet-forecast.js";
import { DeviceForecastsRequest, FleetForecastsRequest } from "./forecasts.request.js";
import { DeviceForecastsAnswer, FleetForecastsAnswer } from "./forecasts.response.js";
import { rangeOf } from "./insights.request.js";
import { ProblemFilter } from "./problem.filter.js";

@ApiTags("forecasts")
@Controller("api/v1")
@UseFilters(ProblemFilter)
export class ForecastsController {
  constructor(
    @Inject(ForecastReader) private readonly reader: ForecastReader,
    @Inject(FleetForecast) private readonly fleet: FleetForecast,
    @Inject(FleetDirectory) private readonly directory: FleetDirectory,
  ) {}

  @Get("devices/:id/forecasts")
  @ApiOperation({
    summary: "How probable a unit's failure was, hour by hour; a week of it if neither `from` nor `to` is given",
  })
  @ApiOkResponse({ type: DeviceForecastsAnswer })
  @ApiProblems(400, 404, 503)
  async ofDevice(@Param() { id }: DevicePath, @Query() request: DeviceForecastsRequest): Promise<DeviceForecasts> {
    const range = rangeOf(request, 7);
    if ((await this.directory.find(id)) === undefined) throw new NotFoundException(`There is no unit ${id}.`);
    return { device: id, forecasts: await this.reader.ofDevice(id, range, request.limit) };
  }

  @Get("forecasts")
  @ApiOperation({ summary: "The newest forecast of each unit, the highest risk first" })
  @ApiOkResponse({ type: FleetForecastsAnswer })
  @ApiProblems(400, 503)
  async all(@Query() { min48h }: FleetForecastsRequest): Promise<FleetForecasts> {
    return { forecasts: await this.fleet.read(min48h) };
  }
}
