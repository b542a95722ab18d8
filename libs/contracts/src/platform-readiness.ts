/** Asked over core NATS; every living instance of every service answers with its `InstanceFindings`. */
export const FINDINGS_SUBJECT = "system.findings";

/** `warning`: it works, and will not for ever or not for everybody. `unknown`: it could not be looked at. */
export const VERDICTS = ["ok", "warning", "fault", "unknown"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What was looked at, and how it is. */
export interface Finding {
  part: string;
  check: string;
  verdict: Verdict;
  says: string;
  /** What to do about it, where there is something. */
  todo?: string;
}

/** What an instance finds at what its account alone may look at. */
export interface InstanceFindings {
  service: string;
  /** One process from its start to its end. */
  life: string;
  findings: Finding[];
}

export interface ReadinessFinding extends Finding {
  /** The service that looked: another may see the same part otherwise. */
  by: string;
}

/** What no service may or can look at. `npm run doctor` does. */
export interface UnseenCheck {
  part: string;
  check: string;
  why: string;
}

/** `GET /api/v1/readiness`: what is not as it should be, and what to do about it. */
export interface PlatformReadiness {
  /** When it was looked at, ISO 8601. */
  at: string;
  findings: ReadinessFinding[];
  unseen: UnseenCheck[];
}
