import {
  type ModelAlias,
  type ModelAliasName,
  type ModelEvent,
  type ModelKind,
  modelId,
  SHADOWED_KINDS,
  type StoredModel,
} from "@gridwatch/contracts";
import {
  GateFailed,
  type GateReport,
  type ModelManifest,
  type ModelPackage,
  readPackageArchive,
} from "@gridwatch/models";
import { RiskPlan, ScoringPlan } from "@gridwatch/scoring";
import { Inject, Injectable } from "@nestjs/common";
import { AliasChanged, Aliases } from "./aliases.js";
import { Gates } from "./gates.js";
import { ModelHistory } from "./model-history.js";
import { PackageStore } from "./package-store.js";
import { SpeedBudget } from "./speed-budget.js";

/** Who does something, and why. */
export interface Order {
  by: string;
  reason: string;
}

/** What is being done, as far as it is known yet. */
interface Attempt extends Pick<ModelEvent, "action" | "model"> {
  kind?: ModelKind;
}

/** There is nothing to go back to. */
export class NothingBefore extends Error {
  constructor(kind: ModelKind) {
    super(`no ${kind} model was the champion before`);
    this.name = "NothingBefore";
  }
}

/** A package of that kind would score beside nobody. */
export class NoShadow extends Error {
  constructor(kind: ModelKind) {
    super(
      `no ${kind} model can be a shadow, only one of ${SHADOWED_KINDS.join(", ")}: activate it; a rollback undoes that`,
    );
    this.name = "NoShadow";
  }
}

/** How far back `rollback` looks. */
const HISTORY_LOOKED_AT = 1_000;

/** What people do with models. Whatever is done, or refused, is written into the history. */
@Injectable()
export class Registry {
  constructor(
    @Inject(Gates) private readonly gates: Gates,
    @Inject(SpeedBudget) private readonly budget: SpeedBudget,
    @Inject(PackageStore) private readonly packages: PackageStore,
    @Inject(Aliases) private readonly aliases: Aliases,
    @Inject(ModelHistory) private readonly history: ModelHistory,
  ) {}

  /** @throws GateFailed, VersionTaken */
  upload(archive: Uint8Array, order: Order): Promise<{ model: StoredModel; gates: GateReport[] }> {
    return this.noting({ action: "upload", model: "" }, order, async (attempt) => {
      const pkg = await this.gates.counting(() => readPackageArchive(archive));
      attempt.kind = pkg.manifest.kind;
      attempt.model = modelId(pkg.manifest);
      const gates = await this.check(pkg);
      const model = await this.packages.add(pkg, Date.now());
      return { result: { model, gates }, detail: model.hash };
    });
  }

  /** Makes a package the champion, or the shadow, of its kind. @throws UnknownModel, NoShadow, GateFailed, AliasChanged */
  point(alias: ModelAliasName, name: string, version: string, order: Order): Promise<StoredModel> {
    const action = alias === "champion" ? "activate" : "shadow";
    return this.noting({ action, model: modelId({ name, version }) }, order, async (attempt) => {
      const stored = await this.packages.find(name, version);
      const { kind, hash } = stored;
      attempt.kind = kind;
      if (alias === "shadow" && !SHADOWED_KINDS.includes(kind)) throw new NoShadow(kind);
      const { revision } = await this.aliases.read(kind, alias);
      // Here and now: what was good on the machine it was uploaded to may not load, or be too slow, on this one.
      await this.check(await this.gates.counting(() => this.packages.read(stored)));
      await this.aliases.set(kind, alias, { name, version, hash }, revision);
      return { result: stored, detail: alias === "champion" ? await this.leaveShadow(kind, stored) : "" };
    });
  }

  /** Makes the champion before this one the champion again. @throws NothingBefore, UnknownModel, GateFailed, AliasChanged */
  rollback(kind: ModelKind, order: Order): Promise<ModelAlias> {
    return this.noting({ action: "rollback", kind, model: "" }, order, async (attempt) => {
      const { model: current, revision } = await this.aliases.read(kind, "champion");
      const events = await this.history.newest(HISTORY_LOOKED_AT);
      const previous = championBefore(events, kind, current === undefined ? undefined : modelId(current));
      if (previous === undefined) throw new NothingBefore(kind);
      attempt.model = previous;
      const [name = "", version = ""] = previous.split("@");
      const { hash } = await this.packages.find(name, version);
      const alias = { name, version, hash };
      // That it is there, as it was: it has passed the other gates before, and going back may be urgent.
      await this.gates.counting(() => this.packages.read(alias));
      await this.aliases.set(kind, "champion", alias, revision);
      return { result: alias, detail: current === undefined ? "" : `from ${modelId(current)}` };
    });
  }

  /** Takes a package from under an alias: nothing is scored, or nothing in the shadow. @throws AliasChanged */
  async clear(kind: ModelKind, alias: ModelAliasName, order: Order): Promise<void> {
    const { model, revision } = await this.aliases.read(kind, alias);
    if (model === undefined) return;
    await this.noting({ action: "deactivate", kind, model: modelId(model) }, order, async () => {
      await this.aliases.set(kind, alias, undefined, revision);
      return { result: undefined, detail: alias };
    });
  }

  /** What has become the champion is not its own shadow. Never throws: the champion has changed by now. Returns what the history says of it. */
  private async leaveShadow(kind: ModelKind, { hash }: ModelAlias): Promise<string> {
    try {
      const { model, revision } = await this.aliases.read(kind, "shadow");
      if (model?.hash !== hash) return "";
      await this.aliases.set(kind, "shadow", undefined, revision);
    } catch (error) {
      // Where it has changed, somebody has put another one there meanwhile.
      if (!(error instanceof AliasChanged)) return `the shadow was left as it is: ${(error as Error).message}`;
    }
    return "from the shadow";
  }

  private async check(pkg: ModelPackage): Promise<GateReport[]> {
    await this.gates.counting(() => refuseUnusable(pkg.manifest));
    return this.gates.pass(pkg, await this.budget.of(pkg.manifest));
  }

  /** Writes into the history what came of it, done or refused. `work` fills in what it finds out of the attempt. */
  private async noting<T>(
    attempt: Attempt,
    order: Order,
    work: (attempt: Attempt) => Promise<{ result: T; detail: string }>,
  ): Promise<T> {
    let done: { result: T; detail: string };
    try {
      done = await work(attempt);
    } catch (error) {
      await this.note(attempt, order, "refused", (error as Error).message);
      throw error;
    }
    await this.note(attempt, order, "done", done.detail);
    return done.result;
  }

  private async note(
    { action, kind, model }: Attempt,
    { by, reason }: Order,
    outcome: ModelEvent["outcome"],
    detail: string,
  ): Promise<void> {
    await this.history.add({ v: 1, at: Date.now(), action, kind, model, by, reason, outcome, detail });
  }
}

/** What could be loaded, and then neither score nor forecast: of features that nobody knows, for instance. @throws GateFailed */
function refuseUnusable(manifest: ModelManifest): void {
  try {
    if (manifest.kind === "failure-risk") new RiskPlan(manifest);
    else new ScoringPlan(manifest);
  } catch (cause) {
    throw new GateFailed("manifest", (cause as Error).message, {}, { cause });
  }
}

/**
 * The champion that the history names before `current`. Going back twice goes back two: what a rollback left behind is not
 * gone forward to again.
 *
 * @param events newest first
 */
export function championBefore(events: readonly ModelEvent[], kind: ModelKind, current?: string): string | undefined {
  const stack: string[] = [];
  for (const event of [...events].reverse()) {
    if (event.kind !== kind || event.outcome !== "done") continue;
    if (event.action === "activate") {
      // What is activated twice is not what was before itself.
      if (event.model !== stack.at(-1)) stack.push(event.model);
    } else if (event.action === "rollback") {
      const place = stack.lastIndexOf(event.model);
      if (place >= 0) stack.length = place + 1;
      else stack.push(event.model);
    }
  }
  if (stack.at(-1) === current) stack.pop();
  return stack.at(-1);
}
