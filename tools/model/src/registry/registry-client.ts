import type {
  ModelAlias,
  ModelComparison,
  ModelDrift,
  ModelEvent,
  ModelKind,
  ModelRegistryReport,
  StoredModel,
} from "@gridwatch/contracts";
import type { GateReport } from "@gridwatch/models";
import { askPlatform } from "@gridwatch/operate";
import type { ModelName, Order } from "./registry-options.js";

const PATH = "/api/v1/models";
/** The gates try a package for up to a minute. */
const UNTIL_TRIED_MS = 120_000;

export interface Uploaded {
  model: StoredModel;
  gates: GateReport[];
}

/** The platform's registry of models. All @throws Error with one line for a person. */
export class RegistryClient {
  /** @param url of the platform's edge */
  constructor(private readonly url: string) {}

  report(): Promise<ModelRegistryReport> {
    return askPlatform(this.url, PATH);
  }

  history(limit: number): Promise<ModelEvent[]> {
    return askPlatform(this.url, `${PATH}/history?limit=${limit}`);
  }

  upload(archive: Uint8Array, { by, reason }: Order): Promise<Uploaded> {
    return askPlatform(this.url, `${PATH}?${new URLSearchParams({ by, reason })}`, archive, UNTIL_TRIED_MS);
  }

  activate({ name, version, by, reason }: ModelName & Order): Promise<StoredModel> {
    return askPlatform(this.url, `${PATH}/activate`, { name, version, by, reason }, UNTIL_TRIED_MS);
  }

  /** Has a package score beside the champion of its kind, unheard. */
  shadow({ name, version, by, reason }: ModelName & Order): Promise<StoredModel> {
    return askPlatform(this.url, `${PATH}/shadow`, { name, version, by, reason }, UNTIL_TRIED_MS);
  }

  clearShadow({ kind, by, reason }: { kind: ModelKind } & Order): Promise<void> {
    return askPlatform(this.url, `${PATH}/shadow/clear`, { kind, by, reason });
  }

  compare(kind: ModelKind): Promise<ModelComparison> {
    return askPlatform(this.url, `${PATH}/compare?kind=${kind}`);
  }

  drift(): Promise<ModelDrift> {
    return askPlatform(this.url, `${PATH}/drift`);
  }

  rollback({ kind, by, reason }: { kind: ModelKind } & Order): Promise<ModelAlias> {
    return askPlatform(this.url, `${PATH}/rollback`, { kind, by, reason });
  }

  deactivate({ kind, by, reason }: { kind: ModelKind } & Order): Promise<void> {
    return askPlatform(this.url, `${PATH}/deactivate`, { kind, by, reason });
  }
}
