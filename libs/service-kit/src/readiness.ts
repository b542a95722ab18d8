import { Injectable } from "@nestjs/common";

/** `undefined` when all is well, else what is wrong, in a few words. */
export type ReadinessCheck = () => string | undefined;

export interface ReadinessReport {
  ready: boolean;
  /** Per part: `"ok"` or what is wrong. */
  checks: Record<string, string>;
}

/** Collects what a service needs before it can do its work. Checks read states kept elsewhere: they never do I/O. */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, { check: ReadinessCheck; needed: boolean }>();

  /** @param needed whether the service can do its main work only while all is well with this part; else it is only told */
  register(part: string, check: ReadinessCheck, { needed = true } = {}): void {
    this.checks.set(part, { check, needed });
  }

  report(): ReadinessReport {
    let ready = true;
    const checks: Record<string, string> = {};
    for (const [part, { check, needed }] of this.checks) {
      const problem = check();
      if (problem !== undefined && needed) ready = false;
      checks[part] = problem ?? "ok";
    }
    return { ready, checks };
  }
}
