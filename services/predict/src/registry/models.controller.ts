import {
  aliasKey,
  type ModelAlias,
  type ModelEvent,
  type ModelKind,
  type ModelRegistryReport,
  type StoredModel,
} from "@gridwatch/contracts";
import type { GateReport } from "@gridwatch/models";
import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  PayloadTooLargeException,
  Post,
  Query,
  Req,
  UseFilters,
  UseGuards,
} from "@nestjs/common";
import type { Request } from "express";
import { PredictConfig } from "../config.js";
import { Aliases } from "./aliases.js";
import { ChangesGuard } from "./changes.guard.js";
import { ModelHistory } from "./model-history.js";
import { HistoryRequest, KindRequest, PointRequest, UploadRequest } from "./models.request.js";
import { PackageStore } from "./package-store.js";
import { ProblemFilter } from "./problem.filter.js";
import { Registry } from "./registry.js";

const KINDS: ModelKind[] = ["anomaly", "failure-risk"];

@Controller("api/v1/models")
@UseFilters(ProblemFilter)
export class ModelsController {
  constructor(
    @Inject(PredictConfig) private readonly config: PredictConfig,
    @Inject(Registry) private readonly registry: Registry,
    @Inject(PackageStore) private readonly packages: PackageStore,
    @Inject(Aliases) private readonly aliases: Aliases,
    @Inject(ModelHistory) private readonly history: ModelHistory,
  ) {}

  @Get()
  async list(): Promise<ModelRegistryReport> {
    const aliases: ModelRegistryReport["aliases"] = {};
    for (const kind of KINDS) {
      for (const alias of ["champion", "shadow"] as const) {
        const { model } = await this.aliases.read(kind, alias);
        if (model !== undefined) aliases[aliasKey(kind, alias)] = model;
      }
    }
    return { models: await this.packages.list(), aliases, changesAllowed: this.config.allowChanges };
  }

  @Get("history")
  newest(@Query() { limit }: HistoryRequest): Promise<ModelEvent[]> {
    return this.history.newest(limit);
  }

  /** The body is the package's archive, `application/gzip`. */
  @Post()
  @UseGuards(ChangesGuard)
  async upload(
    @Query() order: UploadRequest,
    @Req() request: Request,
  ): Promise<{ model: StoredModel; gates: GateReport[] }> {
    return this.registry.upload(await bodyOf(request, this.config.maxPackageBytes), order);
  }

  @Post("activate")
  @HttpCode(200)
  @UseGuards(ChangesGuard)
  activate(@Body() { name, version, by, reason }: PointRequest): Promise<StoredModel> {
    return this.registry.point("champion", name, version, { by, reason });
  }

  @Post("rollback")
  @HttpCode(200)
  @UseGuards(ChangesGuard)
  rollback(@Body() { kind, by, reason }: KindRequest): Promise<ModelAlias> {
    return this.registry.rollback(kind, { by, reason });
  }

  @Post("deactivate")
  @HttpCode(204)
  @UseGuards(ChangesGuard)
  deactivate(@Body() { kind, by, reason }: KindRequest): Promise<void> {
    return this.registry.clear(kind, "champion", { by, reason });
  }
}

/** Reads no further than the limit. */
async function bodyOf(request: Request, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new PayloadTooLargeException(`A package may have ${maxBytes} bytes, packed.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
