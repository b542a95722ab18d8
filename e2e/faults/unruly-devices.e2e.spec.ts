import { FaultStage, passed, SCENARIO_MS } from "./fault-stage.js";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

let stage: FaultStage;

beforeAll(async () => {
  stage = await FaultStage.open();
});

afterAll(async () => {
  await stage?.close();
});

describe("nothing is lost, doubled or misplaced when devices", () => {
  it(
    "send ten times as much for a while",
    () =>
      stage.survive(
        "a burst of ten times the load",
        async (load) => {
          load.speedUp(10);
          await passed(load, 15_000);
          load.speedUp(1);
        },
        { load: { readingsPerSecond: 300 } },
      ),
    SCENARIO_MS,
  );

  it(
    "come back after half an hour with all they kept, in arrays",
    () => stage.survive("20 units come back with 30 minutes each", async (load) => load.publishBacklog(30)),
    SCENARIO_MS,
  );

  it(
    "send a part late and a part twice",
    () =>
      stage.survive("5 % out of order, 5 % twice", (load) => passed(load, 5_000), {
        load: { outOfOrder: 0.05, duplicates: 0.05 },
      }),
    SCENARIO_MS,
  );

  it(
    "have clocks that are ahead or far behind",
    () =>
      stage.survive(
        "timestamps of the future and the distant past",
        async (load) => {
          const now = Date.now();
          for (let i = 0; i < 50; i++) {
            load.publishAt(now + 4 * MINUTE_MS + i);
            load.publishAt(now + 20 * MINUTE_MS + i, "timestamp_ahead");
            load.publishAt(now - 20 * DAY_MS + i);
            load.publishAt(Date.UTC(1990, 0, 1) + i * DAY_MS, "timestamp_expired");
          }
          await passed(load, 1_000);
        },
        { also: ({ deadLettered }) => expect(deadLettered).toBe(100) },
      ),
    SCENARIO_MS,
  );
});
