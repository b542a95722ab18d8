import {
  AccessRefused,
  hasPoints,
  type InfluxConfig,
  InfluxConnection,
  keptHours,
  RAW_POLICY,
  TelemetryWriter,
} from "@gridwatch/telemetry-store";
import { isAtLeast } from "../version.js";
import { clockSkew } from "./clock-skew.js";
import { Examination, type Finding, fault, ok, type Said, unknown, warning } from "./finding.js";

const OLDEST_OF_1 = "1.6.7";
const ANSWER_WITHIN_MS = 5_000;

/** Looks at InfluxDB and at what it keeps, and changes nothing. */
export async function examineDatabase(config: InfluxConfig): Promise<Finding[]> {
  const influx = new Examination("InfluxDB");
  const connection = new InfluxConnection(config);
  try {
    const reached = await influx.check(
      "reached",
      `see that it runs, and that ${config.url} is its address from here`,
      async () => version((await connection.server()).version),
    );
    if (!reached) return influx.findings;
    await influx.check("anonymous", "", () => anonymous(config));
    await influx.check("clock", "", () => clock(config));
    const account = "see that INFLUX_USERNAME and INFLUX_PASSWORD are its account (on 2.x the password is the token)";
    const reads = await influx.check("may read", account, async () => {
      const isUsed = await hasPoints(connection, RAW_POLICY);
      return ok(isUsed ? "there are readings" : "there are no readings yet");
    });
    await influx.check("may write", account, async () => {
      await new TelemetryWriter(connection).checkAccess();
      return ok(`to ${config.database}, by writing nothing`);
    });
    if (reads) await examineRetention(influx, connection);
  } finally {
    connection.close();
  }
  return influx.findings;
}

function version(own: string): Said {
  if (/^v?3\./.test(own))
    return warning(`${own}: the platform has not been run on InfluxDB 3`, "use InfluxDB 1.x or 2.x");
  return isAtLeast(own, OLDEST_OF_1) ? ok(own) : warning(`${own} is older than ${OLDEST_OF_1}`, "install a newer one");
}

async function anonymous({ url, database }: InfluxConfig): Promise<Said> {
  const parameters = new URLSearchParams({ q: "SHOW MEASUREMENTS LIMIT 1", db: database });
  const { status } = await fetch(`${url}/query?${parameters}`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  if (status === 401 || status === 403) return ok("who has no account is refused");
  return warning(
    "it answers whoever reaches it",
    "switch authentication on: auth-enabled = true under [http] in influxdb.conf",
  );
}

/** By the time that stands in every answer of HTTP, in whole seconds. */
async function clock({ url }: InfluxConfig): Promise<Said> {
  const asked = Date.now();
  const { headers } = await fetch(`${url}/ping`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  const date = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(date) ? unknown("it does not tell its time") : clockSkew(date, asked, Date.now(), 1_000);
}

async function examineRetention(influx: Examination, connection: InfluxConnection): Promise<void> {
  const todo =
    "set TELEMETRY_*RETENTION_DAYS alike for storage and this command; restart storage, whose account may change it";
  try {
    for (const { policy, wanted, found } of await keptHours(connection)) {
      await influx.check(`retention ${policy}`, todo, () => {
        if (found === undefined) return fault("there is no such place", "start storage: it makes it");
        const says = `kept ${days(found)}`;
        if (found === wanted) return ok(says);
        const isShort = found !== 0 && (wanted === 0 || found < wanted);
        return isShort
          ? fault(`${says} instead of ${days(wanted)}: what is older is gone`, todo)
          : warning(`${says} instead of ${days(wanted)}`, todo);
      });
    }
  } catch (error) {
    if (!(error instanceof AccessRefused)) throw error;
    await influx.check("retention", "", () => unknown(`this account may not look: ${error.message}`));
  }
}

function days(hours: number): string {
  return hours === 0 ? "for ever" : `${hours / 24} days`;
}
