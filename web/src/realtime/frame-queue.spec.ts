import { FrameQueue } from "./frame-queue.js";

function queue(limit?: number) {
  const delivered: number[][] = [];
  const frames: (() => void)[] = [];
  const waiting = new FrameQueue<number>(
    (batch) => delivered.push(batch),
    (callback) => frames.push(callback),
    limit,
  );
  const paint = () => {
    for (const frame of frames.splice(0)) frame();
  };
  return { waiting, delivered, paint };
}

describe("the queue of frames", () => {
  it("delivers a burst at once, before the next paint", () => {
    const { waiting, delivered, paint } = queue();
    for (const item of [1, 2, 3]) waiting.push(item);
    expect(delivered).toEqual([]);
    paint();
    waiting.push(4);
    paint();
    expect(delivered).toEqual([[1, 2, 3], [4]]);
  });

  it("does not grow without bound while nothing is painted", () => {
    const { waiting, delivered, paint } = queue(2);
    for (const item of [1, 2, 3]) waiting.push(item);
    expect(delivered).toEqual([[1, 2]]);
    paint();
    paint();
    expect(delivered).toEqual([[1, 2], [3]]);
  });
});
