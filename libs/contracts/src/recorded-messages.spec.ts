import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeDeadLetter } from "./dead-letter.event.js";
import { decodeForecastBatch } from "./forecast.event.js";
import { decodeInsightBatch } from "./insight.event.js";
import { decodeReplayOrder } from "./replay.event.js";
import { decodeTelemetryBatch } from "./telemetry.event.js";
import { decodeDeviceTimes } from "./telemetry-times.js";

const FIXTURES = join(process.cwd(), "libs/contracts/fixtures");

interface Recorded {
  subject: string;
  headers: Record<string, string>;
  data: string;
}

// What stands in these files was written by the platform of that version. It is read for ever: never edit one, add another.
describe.each(readdirSync(FIXTURES).filter((name) => /^v\d+$/.test(name)))(
  "the recorded messages of version %s",
  (version) => {
    const recorded = (stream: string): Recorded[] =>
      JSON.parse(readFileSync(join(FIXTURES, version, `${stream}.json`), "utf8"));
    const bytes = ({ data }: Recorded) => new TextEncoder().encode(data);

    it("are batches of readings to those who read all, and to those who read times alone", () => {
      const messages = recorded("TELEMETRY");
      expect(messages.length).toBeGreaterThan(0);
      for (const message of messages) {
        const batch = decodeTelemetryBatch(bytes(message));
        // Nothing is lost or made up: what is decoded says what was recorded.
        expect(batch).toEqual(JSON.parse(message.data));
        expect(batch.devices).toHaveLength(Number(message.headers["Grid-Readings"]));
        const { devices, timestamps } = batch;
        expect(decodeDeviceTimes(bytes(message))).toEqual({ devices, timestamps });
      }
    });

    it("are insights, forecasts and orders to replay", () => {
      const decoders = { INSIGHTS: decodeInsightBatch, FORECASTS: decodeForecastBatch, REPLAYS: decodeReplayOrder };
      for (const [stream, decode] of Object.entries(decoders)) {
        const messages = recorded(stream);
        expect(messages.length).toBeGreaterThan(0);
        for (const message of messages) expect(decode(bytes(message))).toEqual(JSON.parse(message.data));
      }
      const reasons = recorded("INSIGHTS").flatMap((message) =>
        decodeInsightBatch(bytes(message)).insights.map(
          ({ reason, event }) => `${reason}${event === undefined ? "" : " of an anomaly"}`,
        ),
      );
      expect(new Set(reasons)).toEqual(
        new Set(["OFF", "INSUFFICIENT_DATA", "NORMAL", "NORMAL of an anomaly", "ANOMALY of an anomaly"]),
      );
    });

    it("are dead letters with what was refused, and why", () => {
      const letters = recorded("DEAD_LETTERS").map((message) =>
        decodeDeadLetter(message.subject, bytes(message), (name) => message.headers[name] ?? ""),
      );
      expect(letters.map(({ origin, reason }) => `${origin} ${reason}`).sort()).toEqual([
        "ingest malformed_json",
        "ingest timestamp_ahead",
      ]);
      for (const letter of letters) {
        expect(letter).toMatchObject({ topic: expect.stringMatching(/^sensors\/unit-\d+\/telemetry$/), readings: 1 });
        expect(letter.at).toBeGreaterThan(Date.UTC(2026, 10, 27));
      }
    });
  },
);
