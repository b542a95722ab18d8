import { fault, ok, type Said, warning } from "./examination.js";

/** Ages are shown and alarms raised by the difference of two machines' clocks; sessions and leases last some seconds. */
const NOTICEABLE_MS = 500;
const HARMFUL_MS = 5_000;

const TODO = "let both machines follow a time server (chrony, systemd-timesyncd)";

/**
 * How far a server's clock is from this machine's.
 *
 * @param server its time, epoch milliseconds, told between `asked` and `answered` of ours
 * @param stepMs how coarsely it tells it
 */
export function clockSkew(server: number, asked: number, answered: number, stepMs: number): Said {
  // It may have been any time in between.
  const behindMs = asked - (server + stepMs);
  const aheadMs = server - answered;
  const skewMs = Math.max(0, behindMs, aheadMs);
  const exactlyEnough = `its clock agrees with this machine's, as far as ${Math.ceil(answered - asked + stepMs)} ms can tell`;
  if (skewMs < NOTICEABLE_MS) return ok(exactlyEnough);
  const says = `its clock is ${(skewMs / 1_000).toFixed(1)} s ${aheadMs > 0 ? "ahead of" : "behind"} this machine's`;
  return skewMs < HARMFUL_MS ? warning(says, TODO) : fault(says, TODO);
}
