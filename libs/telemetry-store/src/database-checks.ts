import { clockSkew, type Examination, fault, isAtLeast, ok, type Said, unknown, warning } from "@gridwatch/doctor";
import { within } from "@gridwatch/service-kit";
import type { InfluxConnection } from "./influx-connection.js";
import { type KeptHours, keptHours } from "./kept-hours.js";
import { hasPoints } from "./point-export.js";
import { RAW_POLICY } from "./retention.js";
import { AccessRefused } from "./store-errors.js";
import { TelemetryWriter } from "./telemetry-writer.js";

const OLDEST_OF_1 = "1.6.7";
const ANSWER_WITHIN_MS = 5_000;

const UNREACHED = "see that it runs, and that INFLUX_URL is its address from here";
const ACCOUNT = "see that INFLUX_USERNAME and INFLUX_PASSWORD are its account (on 2.x the password is the token)";
const RETENTION =
  "set TELEMETRY_*RETENTION_DAYS alike for all services and for npm run doctor; restart storage, whose account may change it";

/** Whether InfluxDB answers, and is one that the platform knows. @returns whether it answers */
export function checkReached(influx: Examination, connection: InfluxConnection): Promise<boolean> {
  return influx.check("reached", UNREACHED, async () => version((await connection.server()).version));
}

/** Its clock, and whether this account may read. @returns whether it may */
export async function checkReading(influx: Examination, connection: InfluxConnection): Promise<boolean> {
  const [, reads] = await Promise.all([
    influx.check("clock", UNREACHED, () => clock(connection)),
    influx.check("may read", ACCOUNT, async () => {
      const isUsed = await hasPoints(connection, RAW_POLICY);
      return ok(isUsed ? "there are readings" : "there are no readings yet");
    }),
  ]);
  return reads;
}

/** Whether this account may write. */
export async function checkWriting(influx: Examination, connection: InfluxConnection): Promise<void> {
  await influx.check("may write", ACCOUNT, async () => {
    await new TelemetryWriter(connection).checkAccess();
    return ok(`to ${connection.config.database}, by writing nothing`);
  });
}

/** Whether readings and their rollups are kept for as long as is configured. */
export async function checkRetention(influx: Examination, connection: InfluxConnection): Promise<void> {
  let kept: KeptHours[];
  try {
    kept = await within(ANSWER_WITHIN_MS, keptHours(connection));
  } catch (error) {
    await influx.check("retention", RETENTION, () => {
      if (error instanceof AccessRefused) return unknown(`this account may not look: ${error.message}`);
      throw error;
    });
    return;
  }
  for (const each of kept) await influx.check(`retention ${each.policy}`, RETENTION, () => retentionState(each));
}

function retentionState({ wanted, found }: KeptHours): Said {
  if (found === undefined) return fault("there is no such place", "start storage: it makes it");
  const says = `kept ${days(found)}`;
  if (found === wanted) return ok(says);
  const isShort = found !== 0 && (wanted === 0 || found < wanted);
  return isShort
    ? fault(`${says} instead of ${days(wanted)}: what is older is gone`, RETENTION)
    : warning(`${says} instead of ${days(wanted)}`, RETENTION);
}

function version(own: string): Said {
  if (/^v?3\./.test(own))
    return warning(`${own}: the platform has not been run on InfluxDB 3`, "use InfluxDB 1.x or 2.x");
  return isAtLeast(own, OLDEST_OF_1) ? ok(own) : warning(`${own} is older than ${OLDEST_OF_1}`, "install a newer one");
}

/** By the time that stands in every answer of HTTP, in whole seconds. */
async function clock({ config: { url } }: InfluxConnection): Promise<Said> {
  const asked = Date.now();
  const { headers } = await fetch(`${url}/ping`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  const date = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(date) ? unknown("it does not tell its time") : clockSkew(date, asked, Date.now(), 1_000);
}

function days(hours: number): string {
  return hours === 0 ? "for ever" : `${hours / 24} days`;
}
