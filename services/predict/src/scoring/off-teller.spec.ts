import type { Insight } from "@gridwatch/contracts";
import { OffTeller } from "./off-teller.js";
import type { Position } from "./position.js";

const readings = (devices: string[], timestamps: number[]) => ({
  devices,
  timestamps,
  receivedAt: timestamps,
  suspect: [],
  metrics: {},
});

function teller(told: string[] = [], maxUnits = 100) {
  const published: { position: Position; insights: Insight[] }[] = [];
  const off = new OffTeller(told, { seq: 1 }, maxUnits, async (position, insights) => {
    published.push({ position, insights });
  });
  return { off, published };
}

const saidIn = (published: { insights: Insight[] }[]) =>
  published.map(({ insights }) => insights.map(({ device, at, reason }) => `${device}@${at} ${reason}`).join());

it("says it once of each unit that reports, at its newest reading, and not of those that know", async () => {
  const { off, published } = teller(["c"]);
  await off.take(2, readings(["a", "b", "a", "c"], [10, 20, 30, 40]));
  await off.take(3, readings(["a", "b"], [50, 60]));
  await off.take(4, readings(["d"], [70]));
  expect(saidIn(published)).toEqual(["a@30 OFF,b@20 OFF", "d@70 OFF"]);
  expect(published.map(({ position }) => position.seq)).toEqual([2, 4]);
});

it("knows how far the shard has been read, also where there was nothing to say", async () => {
  const { off, published } = teller(["a"]);
  await off.take(7, readings(["a"], [10]));
  expect([off.reached, published]).toEqual([{ seq: 7 }, []]);
});

it("remembers no more units than are watched", async () => {
  const { off, published } = teller([], 2);
  await off.take(2, readings(["a", "b", "c", "b"], [1, 2, 3, 4]));
  await off.take(3, readings(["c"], [5]));
  expect(saidIn(published)).toEqual(["a@1 OFF,b@4 OFF"]);
});

it("says again what could not be published", async () => {
  let fails = true;
  const said: string[] = [];
  const off = new OffTeller([], { seq: 1 }, 10, async (_, insights) => {
    if (fails) throw new Error("away");
    said.push(...insights.map(({ device }) => device));
  });
  await expect(off.take(2, readings(["a"], [1]))).rejects.toThrow("away");
  expect(off.reached).toEqual({ seq: 1 });
  fails = false;
  await off.take(2, readings(["a"], [1]));
  expect(said).toEqual(["a"]);
});
