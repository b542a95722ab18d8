/** `warning`: it works, and will not for ever or not for everybody. `unknown`: it could not be looked at. */
export type Verdict = "ok" | "warning" | "fault" | "unknown";

/** What was looked at, and how it is. */
export interface Finding {
  part: string;
  check: string;
  verdict: Verdict;
  says: string;
  /** What to do about it, where there is something. */
  todo?: string;
}

/** What a check says, with what to do unless all is well. */
export type Said = Omit<Finding, "part" | "check">;

export function ok(says: string): Said {
  return { verdict: "ok", says };
}

export function warning(says: string, todo: string): Said {
  return { verdict: "warning", says, todo };
}

export function fault(says: string, todo: string): Said {
  return { verdict: "fault", says, todo };
}

export function unknown(says: string): Said {
  return { verdict: "unknown", says };
}

/** Makes the findings of one part. What a check throws is its fault. */
export class Examination {
  readonly findings: Finding[] = [];

  constructor(private readonly part: string) {}

  /** @param todo what to do when `look` throws. @returns whether there is no fault */
  async check(check: string, todo: string, look: () => Promise<Said> | Said): Promise<boolean> {
    let said: Said;
    try {
      said = await look();
    } catch (error) {
      said = fault((error as Error).message, todo);
    }
    this.findings.push({ part: this.part, check, ...said });
    return said.verdict !== "fault";
  }
}
