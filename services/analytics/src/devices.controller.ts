import type { Device, DeviceList } from "@gridwatch/contracts";
import { Controller, Get, Inject, NotFoundException, Param, Query, Res, UseFilters } from "@nestjs/common";
import { ApiOkResponse, ApiOperation, ApiTags } from "@nestjs/swagger";
import type { Response } from "express";
import { DeviceAnswer, DeviceHistoryAnswer, DeviceListAnswer } from "./api.response.js";
import { ApiProblems } from "./api-problems.js";
import { cacheable } from "./cacheable.js";
import { AnalyticsConfig } from "./config.js";
import { DevicePath, DevicesRequest, HistoryRequest } from "./devices.request.js";
import { FleetDirectory, type Unit } from "./fleet-directory.js";
import { isOnline } from "./fleet-summary.js";
import { History } from "./history.js";
import { ProblemFilter } from "./problem.filter.js";
import { Ratings } from "./ratings.js";

@ApiTags("units")
@Controller("api/v1/devices")
@UseFilters(ProblemFilter)
export class DevicesController {
  constructor(
    @Inject(FleetDirectory) private readonly directory: FleetDirectory,
    @Inject(History) private readonly history: History,
    @Inject(Ratings) private readonly ratings: Ratings,
    @Inject(AnalyticsConfig) private readonly config: AnalyticsConfig,
  ) {}

  @Get()
  @ApiOperation({ summary: "Units with their newest values, ordered by id" })
  @ApiOkResponse({ type: DeviceListAnswer })
  @ApiProblems(400, 503)
  async list(@Query() { limit, offset }: DevicesRequest): Promise<DeviceList> {
    const { at, units } = await this.directory.snapshot();
    return {
      at: new Date(at).toISOString(),
      staleAfterMs: this.config.staleAfterMs,
      total: units.length,
      devices: await this.describe(at, units.slice(offset, offset + limit)),
    };
  }

  @Get(":id")
  @ApiOperation({ summary: "One unit with its newest values" })
  @ApiOkResponse({ type: DeviceAnswer })
  @ApiProblems(400, 404, 503)
  async one(@Param() { id }: DevicePath): Promise<Device> {
    const found = await this.directory.find(id);
    const [device] = found === undefined ? [] : await this.describe(found.at, [found.unit]);
    return device ?? unknown(id);
  }

  @Get(":id/history")
  @ApiOperation({ summary: "Lowest, mean and highest value per window, so that no spike is lost by thinning" })
  @ApiOkResponse({ type: DeviceHistoryAnswer })
  @ApiProblems(400, 404, 503)
  async course(
    @Param() { id }: DevicePath,
    @Query() request: HistoryRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<string> {
    return cacheable((await this.history.answer({ device: id, ...request })) ?? unknown(id), response);
  }

  private async describe(at: number, units: readonly Unit[]): Promise<Device[]> {
    const values = await this.directory.values(units);
    return units.map((unit, index) => {
      const ratedVa = this.ratings.of(unit.id);
      return {
        id: unit.id,
        firstSeen: new Date(unit.firstSeen).toISOString(),
        lastSeen: new Date(unit.lastSeen).toISOString(),
        state: isOnline(unit, at, this.config.staleAfterMs) ? "online" : "stale",
        ...(ratedVa !== undefined && { ratedVa }),
        values: values[index] ?? {},
      };
    });
  }
}

function unknown(id: string): never {
  throw new NotFoundException(`There is no unit ${id}.`);
}
