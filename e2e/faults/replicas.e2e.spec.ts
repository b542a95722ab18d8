import { FaultStage, passed, SCENARIO_MS } from "./fault-stage.js";

let stage: FaultStage;

beforeAll(async () => {
  stage = await FaultStage.open({
    services: ["ingest-0", "ingest-1", "storage-0", "storage-1", "realtime", "analytics"],
  });
});

afterAll(async () => {
  await stage?.close();
});

it(
  "replicas are added, stopped for good and killed for good, and what waited for them arrives within a minute",
  () =>
    stage.survive(
      "a third ingest and storage added, one of each stopped and one killed for good",
      async (load) => {
        await Promise.all(["ingest-2", "storage-2"].map((instance) => stage.platform.startService(instance)));
        await passed(load, 1_000);
        await Promise.all(["ingest-1", "storage-1"].map((instance) => stage.platform.part(instance).stop()));
        await passed(load, 1_000);
        await Promise.all(["ingest-0", "storage-0"].map((instance) => stage.platform.part(instance).kill()));
        // The broker goes on assigning the dead their share.
        await passed(load, 2_000);
      },
      { recoveryMs: 60_000 },
    ),
  SCENARIO_MS,
);
