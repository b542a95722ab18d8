import type { Finding, Verdict } from "@gridwatch/contracts";
import { within } from "@gridwatch/service-kit";

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

const FROM_THE_WORST: readonly Verdict[] = ["fault", "warning", "unknown", "ok"];

/** Of what is said, what is worst; the first of several. `undefined` when nothing is said. */
export function worst<T extends Said>(said: readonly T[]): T | undefined {
  return FROM_THE_WORST.map((wanted) => said.find(({ verdict }) => verdict === wanted)).find(Boolean);
}

/** A check that has no answer by then is a fault: whoever needs the part would wait as long. */
const ANSWER_WITHIN_MS = 5_000;

/** Makes the findings of one part. What a check throws is its fault. */
export class Examination {
  private readonly checks: Promise<Finding>[] = [];

  constructor(private readonly part: string) {}

  /**
   * Begins a check; several may be under way at once.
   *
   * @param todo what to do when `look` throws, or takes longer than 5 s
   * @returns whether there is no fault
   */
  async check(check: string, todo: string, look: () => Promise<Said> | Said): Promise<boolean> {
    const finding = this.look(check, todo, look);
    this.checks.push(finding);
    return (await finding).verdict !== "fault";
  }

  /** Those of the checks begun so far, in that order, once all are done. */
  findings(): Promise<Finding[]> {
    return Promise.all(this.checks);
  }

  private async look(check: string, todo: string, look: () => Promise<Said> | Said): Promise<Finding> {
    const { part } = this;
    try {
      return { part, check, ...(await within(ANSWER_WITHIN_MS, Promise.resolve(look()))) };
    } catch (error) {
      return { part, check, ...fault((error as Error).message, todo) };
    }
  }
}
