import {
  aliasKey,
  MODEL_KINDS,
  type ModelAlias,
  type ModelEvent,
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
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from "@nestjs/swagger";
import type { Request } from "express";
import { ApiProblems } from "../api-problems.js";
import { PredictConfig } from "../config.js";
import { Aliases } from "./aliases.js";
import { ChangesGuard } from "./changes.guard.js";
import { ModelHistory } from "./model-history.js";
import { HistoryRequest, KindRequest, PointRequest, UploadRequest } from "./models.request.js";
import {
  ModelAliasAnswer,
  ModelEventAnswer,
  ModelRegistryAnswer,
  StoredModelAnswer,
  UploadedAnswer,
} from "./models.response.js";
import { PackageStore } from "./package-store.js";
import { ProblemFilter } from "./problem.filter.js";
import { Registry } from "./registry.js";

@ApiTags("models")
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
  @ApiOperation({ summary: "The packages, which of them are in use, and whether that can be changed" })
  @ApiOkResponse({ type: ModelRegistryAnswer })
  async list(): Promise<ModelRegistryReport> {
    const aliases: ModelRegistryReport["aliases"] = {};
    for (const kind of MODEL_KINDS) {
      for (const alias of ["champion", "shadow"] as const) {
        const { model } = await this.aliases.read(kind, alias);
        if (model !== undefined) aliases[aliasKey(kind, alias)] = model;
      }
    }
    return { models: await this.packages.list(), aliases, changesAllowed: this.config.allowChanges };
  }

  @Get("history")
  @ApiOperation({ summary: "Who did what with models, and why, newest first; refusals included" })
  @ApiOkResponse({ type: [ModelEventAnswer] })
  @ApiProblems(400)
  newest(@Query() { limit }: HistoryRequest): Promise<ModelEvent[]> {
    return this.history.newest(limit);
  }

  @Post()
  @UseGuards(ChangesGuard)
  @ApiOperation({ summary: "Uploads a package, which passes the gates or is refused; nothing is scored by it yet" })
  @ApiConsumes("application/gzip")
  @ApiBody({ schema: { type: "string", format: "binary" }, description: "The package's folder as .tar.gz" })
  @ApiCreatedResponse({ type: UploadedAnswer })
  @ApiProblems(400, 403, 409, 413, 422)
  async upload(
    @Query() order: UploadRequest,
    @Req() request: Request,
  ): Promise<{ model: StoredModel; gates: GateReport[] }> {
    return this.registry.upload(await bodyOf(request, this.config.maxPackageBytes), order);
  }

  @Post("activate")
  @HttpCode(200)
  @UseGuards(ChangesGuard)
  @ApiOperation({ summary: "Makes a package the champion of its kind, after the gates once more" })
  @ApiOkResponse({ type: StoredModelAnswer })
  @ApiProblems(400, 403, 404, 409, 422)
  activate(@Body() { name, version, by, reason }: PointRequest): Promise<StoredModel> {
    return this.registry.point("champion", name, version, { by, reason });
  }

  @Post("rollback")
  @HttpCode(200)
  @UseGuards(ChangesGuard)
  @ApiOperation({ summary: "Makes the champion before this one the champion again" })
  @ApiOkResponse({ type: ModelAliasAnswer })
  @ApiProblems(400, 403, 404, 409, 422)
  rollback(@Body() { kind, by, reason }: KindRequest): Promise<ModelAlias> {
    return this.registry.rollback(kind, { by, reason });
  }

  @Post("deactivate")
  @HttpCode(204)
  @UseGuards(ChangesGuard)
  @ApiOperation({ summary: "Takes the champion of a kind out of use" })
  @ApiNoContentResponse()
  @ApiProblems(400, 403, 409)
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
