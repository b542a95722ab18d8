import {
  aliasKey,
  MODEL_KINDS,
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
import { AliasChanged, type AliasEntry, Aliases } from "./aliases.js";
import { ChampionLine } from "./champion-line.js";
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
  /** What it has changed, which holds what is to be told of it. */
  changed?: Standing;
}

/** What stands under an alias. */
interface Standing {
  kind: ModelKind;
  alias: ModelAliasName;
  entry: AliasEntry;
}

const ALIASES: readonly ModelAliasName[] = ["champion", "shadow"];

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

/**
 * What people do with models. Whatever is done, or refused, is written into the history. A change of an alias is written
 * together with what is to be told of it: who dies before it was told is told of by whoever comes next.
 */
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
      const before = await this.read(kind, alias);
      // Here and now: what was good on the machine it was uploaded to may not load, or be too slow, on this one.
      await this.check(await this.gates.counting(() => this.packages.read(stored)));
      await this.change(attempt, order, before, { name, version, hash });
      return { result: stored, detail: alias === "champion" ? await this.leaveShadow(kind, stored) : "" };
    });
  }

  /** Makes the champion before this one the champion again. @throws NothingBefore, UnknownModel, GateFailed, AliasChanged */
  rollback(kind: ModelKind, order: Order): Promise<ModelAlias> {
    return this.noting({ action: "rollback", kind, model: "" }, order, async (attempt) => {
      const before = await this.read(kind, "champion");
      const { model: current } = before.entry;
      const line = new ChampionLine(kind);
      for await (const event of this.history.all()) line.add(event);
      const previous = line.before(current === undefined ? undefined : modelId(current));
      if (previous === undefined) throw new NothingBefore(kind);
      attempt.model = previous;
      const [name = "", version = ""] = previous.split("@");
      const { hash } = await this.packages.find(name, version);
      const alias = { name, version, hash };
      // That it is there, as it was: it has passed the other gates before, and going back may be urgent.
      await this.gates.counting(() => this.packages.read(alias));
      await this.change(attempt, order, before, alias);
      return { result: alias, detail: current === undefined ? "" : `from ${modelId(current)}` };
    });
  }

  /** Takes a package from under an alias: nothing is scored, or nothing in the shadow. @throws AliasChanged */
  async clear(kind: ModelKind, alias: ModelAliasName, order: Order): Promise<void> {
    const before = await this.read(kind, alias);
    const { model } = before.entry;
    if (model === undefined) return;
    await this.noting({ action: "deactivate", kind, model: modelId(model) }, order, async (attempt) => {
      await this.change(attempt, order, before, model);
      return { result: undefined, detail: alias };
    });
  }

  /** Tells what was done by whoever did not live to tell it. */
  async tellUntold(): Promise<void> {
    for (const kind of MODEL_KINDS) for (const alias of ALIASES) await this.read(kind, alias);
  }

  private async read(kind: ModelKind, alias: ModelAliasName): Promise<Standing> {
    const entry = await this.aliases.read(kind, alias);
    if (entry.untold === undefined) return { kind, alias, entry };
    await this.tell({ kind, alias, entry }, entry.untold);
    return { kind, alias, entry: await this.aliases.read(kind, alias) };
  }

  private async tell({ kind, alias, entry }: Standing, event: ModelEvent): Promise<void> {
    await this.history.add(event, `${aliasKey(kind, alias)}.${entry.revision}`);
    await this.aliases.settle(kind, alias, entry);
  }

  /** @param model that is to stand there, or that of a deactivation which no longer does */
  private async change(attempt: Attempt, order: Order, before: Standing, model: ModelAlias): Promise<void> {
    const { kind, alias } = before;
    const ends = attempt.action === "deactivate";
    const untold = eventOf({ ...attempt, kind }, order, "done", ends ? alias : "");
    const revision = await this.aliases.set(kind, alias, model, before.entry.revision, untold);
    attempt.changed = { kind, alias, entry: { model: ends ? undefined : model, untold, revision } };
  }

  /** What has become the champion is not its own shadow. Never throws: the champion has changed by now. Returns what the history says of it. */
  private async leaveShadow(kind: ModelKind, { hash }: ModelAlias): Promise<string> {
    try {
      const { model, revision } = await this.aliases.read(kind, "shadow");
      if (model?.hash !== hash) return "";
      await this.aliases.clear(kind, "shadow", revision);
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
      await this.history.add(eventOf(attempt, order, "refused", (error as Error).message));
      throw error;
    }
    const event = eventOf(attempt, order, "done", done.detail);
    if (attempt.changed === undefined) await this.history.add(event);
    else await this.tell(attempt.changed, event);
    return done.result;
  }
}

function eventOf(
  { action, kind, model }: Attempt,
  { by, reason }: Order,
  outcome: ModelEvent["outcome"],
  detail: string,
): ModelEvent {
  return { v: 1, at: Date.now(), action, kind, model, by, reason, outcome, detail };
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
