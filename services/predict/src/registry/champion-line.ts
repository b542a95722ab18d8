import type { ModelEvent, ModelKind } from "@gridwatch/contracts";

/** The champions of a kind, one after the other, as the history tells of them from its beginning. */
export class ChampionLine {
  private readonly line: string[] = [];

  constructor(private readonly kind: ModelKind) {}

  add({ kind, outcome, action, model }: ModelEvent): void {
    if (kind !== this.kind || outcome !== "done") return;
    const { line } = this;
    // What is activated twice is not what was before itself.
    if (action === "activate" && model !== line.at(-1)) line.push(model);
    if (action !== "rollback") return;
    const place = line.lastIndexOf(model);
    if (place >= 0) line.length = place + 1;
    else line.push(model);
  }

  /**
   * The champion before `current`, which is `undefined` while there is none. Going back twice goes back two: what a
   * rollback left behind is not gone forward to again.
   */
  before(current: string | undefined): string | undefined {
    return this.line.at(-1) === current ? this.line.at(-2) : this.line.at(-1);
  }
}
