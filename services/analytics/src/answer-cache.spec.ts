import { AnswerCache } from "./answer-cache.js";

let clock = 0;
let made = 0;
const cacheOf = (maxBytes = 1_000_000) => new AnswerCache(maxBytes, () => clock);
const make = async () => ({ made: ++made });
const forASecond = () => 1_000;

beforeEach(() => {
  clock = 0;
  made = 0;
});

describe("a cache of answers", () => {
  it("makes what is asked for at once by several only once", async () => {
    const cache = cacheOf();
    const answers = await Promise.all([1, 2, 3].map(() => cache.get("a", make, forASecond)));
    expect(answers.map((answer) => answer?.body)).toEqual(new Array(3).fill('{"made":1}'));
  });

  it("keeps an answer for its lifetime, and says how much of it is left", async () => {
    const cache = cacheOf();
    await cache.get("a", make, forASecond);
    clock = 400;
    expect(await cache.get("a", make, forASecond)).toMatchObject({ body: '{"made":1}', freshMs: 600 });
    clock = 1_000;
    expect(await cache.get("a", make, forASecond)).toMatchObject({ body: '{"made":2}', freshMs: 1_000 });
  });

  it("tags the same content the same, and other content otherwise", async () => {
    const cache = cacheOf();
    const same = async () => ({ x: 1 });
    const [a, b, c] = [
      await cache.get("a", same, forASecond),
      await cache.get("b", same, forASecond),
      await cache.get("c", make, forASecond),
    ];
    expect(a?.etag).toMatch(/^W\/"[\w-]{27}"$/);
    expect(b?.etag).toBe(a?.etag);
    expect(c?.etag).not.toBe(a?.etag);
  });

  it("holds no more than its bytes, and those that were used last", async () => {
    const cache = cacheOf(2_500);
    const large = async () => ({ made: ++made, padding: "x".repeat(600) });
    await cache.get("a", large, forASecond);
    await cache.get("b", large, forASecond);
    await cache.get("a", large, forASecond);
    await cache.get("c", large, forASecond);
    expect(made).toBe(3);
    await cache.get("a", large, forASecond);
    expect(made).toBe(3);
    await cache.get("b", large, forASecond);
    expect(made).toBe(4);
  });

  it("does not keep what is larger than all it may hold, nothing, or a failure", async () => {
    const cache = cacheOf(1_000);
    await cache.get("a", async () => ({ made: ++made, padding: "x".repeat(1_000) }), forASecond);
    await cache.get("a", async () => ({ made: ++made, padding: "x".repeat(1_000) }), forASecond);
    expect(made).toBe(2);
    expect(await cache.get("b", async () => undefined, forASecond)).toBeUndefined();
    await expect(cache.get("b", () => Promise.reject(new Error("down")), forASecond)).rejects.toThrow("down");
    expect((await cache.get("b", make, forASecond))?.body).toBe('{"made":3}');
  });
});
