import {
  INSIGHTS_STREAM,
  type Insight,
  type InsightColumns,
  type InsightFrame,
  insightSubject,
} from "@gridwatch/contracts";
import { eventually } from "@gridwatch/testkit";
import { Faucet } from "./faucet.js";
import { type Realtime, range, readingsOf, startRealtime } from "./realtime.fixture.js";
import { Viewer, valueIn } from "./viewer.js";

let realtime: Realtime;
const viewers: Viewer[] = [];
beforeAll(async () => {
  realtime = await startRealtime();
});
afterEach(() => {
  for (const viewer of viewers.splice(0)) viewer.close();
});
afterAll(() => realtime.stop());

function viewer(url = realtime.service.url): Viewer {
  const created = new Viewer(url);
  viewers.push(created);
  return created;
}

const contributions = [
  { signal: "out_voltage1", share: 0.75, expected: 230, observed: 181.5 },
  { signal: "out_current1", share: 0.25, expected: 12, observed: 9 },
];

/** @param anomaly when it began, and when it ended if it has */
function insight(device: string, at: number, ...anomaly: [start?: number, end?: number]): Insight {
  const [start, end] = anomaly;
  const made: Insight = {
    v: 1,
    device,
    at,
    reason: start === undefined || end !== undefined ? "NORMAL" : "ANOMALY",
    score: 0.98765,
    threshold: 0.95,
    contributions,
    model: { name: "grid", version: "1.0.0" },
  };
  if (start === undefined) return made;
  const event = { id: `${device}:${start}`, start, peak: 0.99, peakAt: start, contributions };
  return { ...made, event: end === undefined ? event : { ...event, end } };
}

/** Of a unit's room, in the order of arrival. */
function receivedBy({ snapshots, insights }: Viewer): Insight[] {
  return [...snapshots, ...insights].flatMap((frame) => (Array.isArray(frame.insights) ? frame.insights : []));
}

function columnsOf({ insights }: Pick<InsightFrame, "insights">): InsightColumns {
  if (Array.isArray(insights)) throw new Error("not of the fleet's room");
  return insights;
}

/** The anomalies that the fleet's room was told of, `start` while one lasts and `start-end` when it ends, in order. */
function anomaliesIn(frames: Pick<InsightFrame, "insights">[], device: string): string[] {
  const told = frames.map(columnsOf).flatMap(({ devices, anomalyStarts, anomalyEnds }) =>
    devices.flatMap((id, i) => {
      if (id !== device || anomalyStarts[i] === null) return [];
      const end = anomalyEnds[i] ?? undefined;
      return [end === undefined ? `${anomalyStarts[i]}` : `${anomalyStarts[i]}-${end}`];
    }),
  );
  return [...new Set(told)];
}

describe("insights", () => {
  it("reach a unit's room in full and the fleet's in short, and nobody who follows neither", async () => {
    const unit = await viewer().follow({ devices: ["i1"] });
    const fleet = await viewer().follow({ fleet: true });
    const other = await viewer().follow({ devices: ["i2"] });
    const sent = insight("i1", 2_000, 2_000);
    await realtime.publishInsights(sent);
    await eventually(() => expect(unit.insights).toHaveLength(1));
    expect(unit.insights).toEqual([{ room: "device:i1", at: expect.any(Number), insights: [sent] }]);
    await eventually(() => expect(fleet.insights).toHaveLength(1));
    expect(fleet.insights.map(columnsOf)).toEqual([
      {
        devices: ["i1"],
        ats: [2_000],
        reasons: ["ANOMALY"],
        scores: [0.9877],
        thresholds: [0.95],
        signals: ["out_voltage1"],
        anomalyStarts: [2_000],
        anomalyEnds: [null],
      },
    ]);
    await realtime.publishInsights(insight("i2", 2_000));
    await eventually(() => expect(other.insights).toHaveLength(1));
    expect(unit.insights).toHaveLength(1);
  });

  it("stand in the snapshots of those who come later", async () => {
    await realtime.publishInsights(insight("s1", 1_000), insight("s2", 1_000, 1_000));
    await realtime.publishInsights(insight("s1", 2_000));
    const before = await viewer().follow({ devices: ["s1"] });
    await eventually(async () => {
      const { snapshots } = await viewer().follow({ devices: ["s1"] });
      expect(snapshots[0]?.insights).toEqual([insight("s1", 2_000)]);
    });
    const { snapshots } = await before.follow({ fleet: true });
    const columns = columnsOf({ insights: snapshots.at(-1)?.insights ?? [] });
    const row = columns.devices.indexOf("s2");
    expect([columns.ats[row], columns.anomalyStarts[row]]).toEqual([1_000, 1_000]);
    expect(columns.devices.filter((id) => id === "s1")).toHaveLength(1);
  });

  it("that open or end an anomaly all arrive, while those in between are coalesced", async () => {
    const fleet = await viewer().follow({ fleet: true });
    const start = 10_000;
    for (const n of range(1, 500)) {
      const opened = start + 10 * n;
      await realtime.publishInsights(
        ...range(0, 8).map((step) => insight("e1", opened + step, opened)),
        insight("e1", opened + 9, opened, opened + 9),
      );
    }
    const everything = range(1, 500).flatMap((n) => [`${start + 10 * n}`, `${start + 10 * n}-${start + 10 * n + 9}`]);
    await eventually(() => expect(anomaliesIn(fleet.insights, "e1")).toEqual(everything));
    expect(await realtime.metric("insights_skipped_total", { reason: "coalesced" })).toBeGreaterThan(1_000);
  });

  it("that cannot be read are counted and stop nothing", async () => {
    const { insights } = await viewer().follow({ devices: ["u1"] });
    const before = await realtime.metric("insights_unreadable_total");
    for (const text of ["", "not JSON", '{"v":2}', '{"v":1,"position":1,"streamCreated":1,"insights":[7]}']) {
      await realtime.publishBytes(insightSubject(0), Buffer.from(text));
    }
    const wrong = { ...insight("u1", 1), reason: "FINE" } as unknown as Insight;
    await realtime.publishInsights(wrong, insight("u1", 2));
    await eventually(() => expect(insights).toHaveLength(1));
    expect(insights[0]?.insights).toEqual([insight("u1", 2)]);
    expect(await realtime.metric("insights_unreadable_total")).toBe(before + 5);
    expect((await fetch(`${realtime.service.url}/health/ready`)).ok).toBe(true);
  });

  it("are known again after a restart, and nothing that is old is sent", async () => {
    await realtime.publishInsights(insight("r1", 1_000), insight("r2", 1_000));
    await realtime.publishInsights(insight("r1", 2_000, 2_000));
    await realtime.service.kill();
    await realtime.publishInsights(insight("r2", 2_000, 2_000, 2_000));
    await realtime.service.restart();
    const unit = await viewer().follow({ devices: ["r1", "r2"] });
    expect(receivedBy(unit)).toEqual([insight("r1", 2_000, 2_000), insight("r2", 2_000, 2_000, 2_000)]);
    await realtime.publishInsights(insight("r1", 3_000, 2_000));
    await eventually(() =>
      expect(unit.insights.map(({ insights }) => insights)).toEqual([[insight("r1", 3_000, 2_000)]]),
    );
    expect(await realtime.metric("insights_received_total")).toBe(1);
  });
});

describe("a client that reads nothing", () => {
  it("costs the others nothing, and is told later of every anomaly that opened or ended", async () => {
    const faucet = await Faucet.before(realtime.service.url);
    const quick = await viewer().follow({ devices: ["b1"] });
    const slow = await viewer(faucet.url).follow({ devices: ["b1"] });
    faucet.shut();
    // More than the system's buffers take, no faster than the quick one reads.
    const heavy = range(1, 400).map((n) => ({ signal: `s${n}`, share: 1 / 400, expected: n, observed: n + 0.25 }));
    let at = 0;
    const flood = async () => {
      const batch = range(1, 20).map(() => ({ ...insight("b1", ++at), contributions: heavy }));
      await realtime.publishInsights(...batch);
      await eventually(() => expect(receivedBy(quick).at(-1)?.at).toBe(at), { everyMs: 2 });
    };
    const isBehind = async () => (await realtime.metric("slow_clients", { transport: "socketio" })) === 1;
    while (!(await isBehind())) await flood();

    const opened = ++at;
    await realtime.publishInsights(insight("b1", opened, opened));
    const ended = ++at;
    await realtime.publishInsights(insight("b1", ended, opened, ended));
    await flood();
    expect(receivedBy(quick).map((one) => one.at)).toEqual(range(1, at));

    faucet.reopen();
    await eventually(() => expect(slow.snapshots).toHaveLength(2));
    expect(slow.snapshots[1]?.insights).toMatchObject([
      insight("b1", opened, opened),
      insight("b1", ended, opened, ended),
      { device: "b1", at },
    ]);
    expect(slow.disconnects).toEqual([]);
    expect(await realtime.metric("insights_skipped_total", { reason: "behind" })).toBeGreaterThan(0);
    expect(await realtime.metric("insights_skipped_total", { reason: "lost_change" })).toBe(0);
    faucet.close();
  });
});

describe("the stream of insights", () => {
  it("may be deleted: insights go on when it is there again", async () => {
    const unit = await viewer().follow({ devices: ["d1"] });
    await realtime.deleteStream(INSIGHTS_STREAM.name);
    let at = 0;
    await eventually(
      async () => {
        await realtime.publishInsights(insight("d1", ++at));
        expect(receivedBy(unit).at(-1)?.at).toBeGreaterThan(0);
      },
      { timeoutMs: 20_000, everyMs: 500 },
    );
  });

  it("may be unavailable at the start: readings go on, and insights follow when it is there", async () => {
    await realtime.publish(readingsOf("x1", [7]));
    await realtime.service.stop();
    await realtime.deleteStream(INSIGHTS_STREAM.name);
    // The stream cannot be made while another has its subjects.
    await realtime.addStream("IN_THE_WAY", INSIGHTS_STREAM.subjects);
    const starting = realtime.service.restart();
    const early = viewer();
    early.socket.on("connect", () => early.socket.emit("subscribe", { devices: ["x1"] }));
    await eventually(() => expect(early.snapshots.map((frame) => valueIn(frame, "x1"))).toEqual([7]), {
      timeoutMs: 20_000,
    });
    expect(early.snapshots[0]?.insights).toEqual([]);
    const ready = await fetch(`${realtime.service.url}/health/ready`);
    expect([ready.status, await ready.text()]).toEqual([503, expect.stringContaining("consuming INSIGHTS")]);

    await realtime.deleteStream("IN_THE_WAY");
    await starting;
    await realtime.publishInsights(insight("x1", 1_000));
    await eventually(() => expect(receivedBy(early)).toEqual([insight("x1", 1_000)]));
  });
});
