import { Gathered } from "./gathered.js";

const { signal } = new AbortController();

function recorded(size: number) {
  const asked: number[][] = [];
  const answers: (() => void)[] = [];
  const gathered = new Gathered<number, string>(
    async (items) => {
      asked.push([...items]);
      await new Promise<void>((resolve) => answers.push(resolve));
      if (items.includes(13)) throw new Error("13 is refused");
      return items.map(String);
    },
    size,
    0,
  );
  return { asked, answers, gathered };
}

describe("what is asked for one by one", () => {
  it("goes out together, and each gets its own answer", async () => {
    const { asked, answers, gathered } = recorded(10);
    const all = Promise.all([1, 2, 3].map((item) => gathered.get(item, signal)));
    await new Promise((resolve) => setTimeout(resolve));
    expect(asked).toEqual([[1, 2, 3]]);
    answers[0]?.();
    expect(await all).toEqual(["1", "2", "3"]);
  });

  it("goes out in requests of a limited size, two at a time", async () => {
    const { asked, answers, gathered } = recorded(2);
    const all = Promise.all([1, 2, 3, 4, 5].map((item) => gathered.get(item, signal)));
    await new Promise((resolve) => setTimeout(resolve));
    expect(asked).toEqual([
      [1, 2],
      [3, 4],
    ]);
    answers[0]?.();
    await new Promise((resolve) => setTimeout(resolve));
    expect(asked[2]).toEqual([5]);
    for (const answer of answers) answer();
    expect(await all).toHaveLength(5);
  });

  it("is left out when nobody wants it any more", async () => {
    const { asked, answers, gathered } = recorded(10);
    const left = new AbortController();
    const gone = gathered.get(1, left.signal);
    const kept = gathered.get(2, signal);
    left.abort(new Error("out of view"));
    await expect(gone).rejects.toThrow("out of view");
    expect(asked).toEqual([[2]]);
    answers[0]?.();
    expect(await kept).toBe("2");
  });

  it("fails together, and what comes later does not", async () => {
    const { answers, gathered } = recorded(1);
    const failed = gathered.get(13, signal);
    const later = gathered.get(14, signal);
    await new Promise((resolve) => setTimeout(resolve));
    for (const answer of answers) answer();
    await expect(failed).rejects.toThrow("13 is refused");
    expect(await later).toBe("14");
  });
});
