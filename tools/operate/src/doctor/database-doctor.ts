import type { Finding } from "@gridwatch/contracts";
import { Examination, ok, type Said, warning } from "@gridwatch/doctor";
import {
  checkReached,
  checkReading,
  checkRetention,
  checkWriting,
  type InfluxConfig,
  InfluxConnection,
} from "@gridwatch/telemetry-store";

const ANSWER_WITHIN_MS = 5_000;

/** Looks at InfluxDB and at what it keeps, and changes nothing. */
export async function examineDatabase(config: InfluxConfig): Promise<Finding[]> {
  const influx = new Examination("InfluxDB");
  const connection = new InfluxConnection(config);
  try {
    if (await checkReached(influx, connection)) {
      const [reads] = await Promise.all([
        checkReading(influx, connection),
        checkWriting(influx, connection),
        influx.check("anonymous", "see that it runs", () => anonymous(config)),
      ]);
      if (reads) await checkRetention(influx, connection);
    }
  } finally {
    connection.close();
  }
  return influx.findings();
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
