import { type PlatformReadiness, VERDICTS } from "@gridwatch/contracts";
import { queryOptions } from "@tanstack/react-query";
import { getJson } from "./get-json.js";

/** Slow, as it asks every server: who has just mended something looks again by hand. */
const REFRESH_MS = 60_000;

/** What is not as it should be with the platform, and what to do about it. */
export const readinessQuery = queryOptions({
  queryKey: ["readiness"],
  queryFn: ({ signal }) => getJson("/api/v1/readiness", isReadiness, signal),
  refetchInterval: REFRESH_MS,
});

function isReadiness(body: unknown): body is PlatformReadiness {
  const { at, findings, unseen } = (body ?? {}) as Partial<PlatformReadiness>;
  return (
    Number.isFinite(Date.parse(at ?? "")) &&
    Array.isArray(findings) &&
    findings.every(
      (finding) =>
        [finding?.part, finding?.check, finding?.says, finding?.by].every((text) => typeof text === "string") &&
        VERDICTS.includes(finding.verdict) &&
        ["string", "undefined"].includes(typeof finding.todo),
    ) &&
    Array.isArray(unseen) &&
    unseen.every((one) => [one?.part, one?.check, one?.why].every((text) => typeof text === "string"))
  );
}
