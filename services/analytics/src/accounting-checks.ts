import type { Ledger, LedgerNow, StreamLedger } from "@gridwatch/backbone";
import {
  type AccountingCheck,
  DEAD_LETTERS_STREAM,
  type InstanceAccount,
  TELEMETRY_STREAM,
} from "@gridwatch/contracts";

/**
 * The sums that follow from the counts.
 *
 * @param instances asked before the streams were read, so that nothing they call confirmed may be missing there
 */
export function checkCounts(instances: readonly InstanceAccount[], now: LedgerNow): AccountingCheck[] {
  const { ledger } = now;
  return [
    ...instances.flatMap(checkBalance),
    ...[TELEMETRY_STREAM.name, DEAD_LETTERS_STREAM.name].flatMap((stream) =>
      instances.flatMap((instance) => checkConfirmed(stream, instance, now)),
    ),
    checkLost(TELEMETRY_STREAM.name, ledger.telemetry),
    checkLost(DEAD_LETTERS_STREAM.name, ledger.deadLetters),
    checkSettled(now),
  ];
}

/** Of several checks: wrong if one is, unknown if one is unknown. */
export function agreement(checks: readonly AccountingCheck[]): boolean | null {
  if (checks.some(({ agrees }) => agrees === false)) return false;
  return checks.some(({ agrees }) => agrees === null) ? null : true;
}

function checkBalance({ service, life, counts, balance }: InstanceAccount): AccountingCheck[] {
  if (balance === undefined) return [];
  const sum = (names: readonly string[]) => names.reduce((total, name) => total + (counts[name] ?? 0), 0);
  return [
    compare(
      `${balance.left.join(" + ")} = ${balance.right.join(" + ")}, in ${service} ${life}`,
      sum(balance.left) - sum(balance.right),
      "what the process took in and what it says became of it",
    ),
  ];
}

function checkConfirmed(stream: string, instance: InstanceAccount, { ledger, complete }: LedgerNow): AccountingCheck[] {
  const confirmed = instance.confirmed[stream] ?? 0;
  if (confirmed === 0) return [];
  const streamLedger = stream === TELEMETRY_STREAM.name ? ledger.telemetry : ledger.deadLetters;
  const held = streamLedger?.lives[instance.life];
  // Of a life whose beginning went unseen, or that is too many to be remembered, the stream's part is not known.
  if (held === undefined && forgets(streamLedger)) return [];
  if (held?.metAt !== undefined) return [];
  const name = `confirmed to ${instance.service} ${instance.life} = found in ${stream}`;
  if (!complete) return [unknown(name, "more has come than could be counted in one go")];
  const missing = Math.max(0, confirmed - (held?.readings ?? 0));
  return [compare(name, missing, `readings that ${stream} acknowledged to the process and does not hold`)];
}

function forgets(ledger: StreamLedger | undefined): boolean {
  return ledger !== undefined && (ledger.unseenMessages > 0 || Object.keys(ledger.lives).length >= 100);
}

function checkLost(stream: string, ledger: StreamLedger | undefined): AccountingCheck {
  const takenBack = ledger?.takenBackMessages ?? 0;
  const note = takenBack === 0 ? "" : `; its server came back without ${takenBack} messages it had held`;
  return compare(
    `nothing acknowledged is missing in ${stream}`,
    ledger?.lost ?? 0,
    `readings that ${stream} acknowledged, to any process since the ledger began, and does not hold${note}`,
  );
}

function checkSettled({ ledger, pending, complete }: LedgerNow): AccountingCheck {
  const name = "published = stored + dead-lettered by storage + pending";
  if (!complete || pending === undefined) return unknown(name, "more is pending than could be counted in one go");
  const gone = publishedOf(ledger) - ledger.settled.readings - pending;
  return compare(name, gone, "readings that TELEMETRY held and that went before storage had acknowledged them");
}

function publishedOf({ telemetry }: Ledger): number {
  return telemetry?.readings ?? 0;
}

export function compare(name: string, difference: number, explanation: string): AccountingCheck {
  return { name, agrees: difference === 0, difference, explanation };
}

export function unknown(name: string, explanation: string): AccountingCheck {
  return { name, agrees: null, difference: 0, explanation };
}
