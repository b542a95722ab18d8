import { eventually, peakMemoryMb, readMetric } from "@gridwatch/testkit";
import { FaultStage, MAX_MEMORY_MB, passed, SCENARIO_MS } from "./fault-stage.js";

const MEBIBYTE = 1_024 * 1_024;
const HELD_MESSAGES = 2_000;

let stage: FaultStage;

beforeAll(async () => {
  const env = { TELEMETRY_MAX_BYTES: String(16 * MEBIBYTE) };
  stage = await FaultStage.open({
    env: {
      ingest: { ...env, INGEST_MAX_HELD_MESSAGES: String(HELD_MESSAGES) },
      storage: env,
      realtime: env,
      predict: env,
      analytics: {},
    },
  });
});

afterAll(async () => {
  await stage?.close();
});

const ingestUrl = (): string => stage.platform.service("ingest").url;

async function publishingCheck(): Promise<string> {
  const { checks } = (await (await fetch(`${ingestUrl()}/health/ready`)).json()) as { checks: Record<string, string> };
  return checks["publishing"] ?? "";
}

it(
  "a full stream refuses, the refusal travels back to the broker, and the flow resumes by itself",
  () =>
    stage.survive(
      "TELEMETRY is full",
      async (load) => {
        await stage.platform.service("storage").kill();
        await eventually(async () => expect(await publishingCheck()).toContain("is full"), { timeoutMs: 90_000 });
        // Ingest holds what it may and no more: the rest stays with the broker, which goes on acknowledging devices.
        await passed(load, HELD_MESSAGES);
        expect(await readMetric(ingestUrl(), "gridwatch_ingest_held_messages")).toBeLessThanOrEqual(HELD_MESSAGES + 1);
        expect(peakMemoryMb(stage.platform.service("ingest").pid)).toBeLessThan(MAX_MEMORY_MB);
        await stage.platform.service("storage").restart();
      },
      { load: { ballast: 60 } },
    ),
  SCENARIO_MS,
);
