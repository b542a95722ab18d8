import { StoredChoice } from "./stored-choice.js";

/** A browser's storage, which Node lacks. */
function storage(kept: Record<string, string> = {}): Pick<Storage, "getItem" | "setItem"> & { kept: typeof kept } {
  return {
    kept,
    getItem: (key) => kept[key] ?? null,
    setItem: (key, value) => {
      kept[key] = value;
    },
  };
}

const choices = ["open", "collapsed"] as const;

afterEach(() => {
  Reflect.deleteProperty(globalThis, "localStorage");
});

describe("a choice", () => {
  it("is kept, and holds at the next visit", () => {
    const browser = storage();
    Object.assign(globalThis, { localStorage: browser });
    const choice = new StoredChoice("sidebar", [...choices]);
    expect(choice.get()).toBe("open");
    const told: string[] = [];
    choice.subscribe(() => told.push(choice.get()));
    choice.choose("collapsed");
    expect(told).toEqual(["collapsed"]);
    expect(browser.kept).toEqual({ "gridwatch.sidebar": "collapsed" });
    expect(new StoredChoice("sidebar", [...choices]).get()).toBe("collapsed");
  });

  it("is the first where what is kept is none, or where nothing may be kept", () => {
    Object.assign(globalThis, { localStorage: storage({ "gridwatch.sidebar": "broken" }) });
    expect(new StoredChoice("sidebar", [...choices]).get()).toBe("open");
    Reflect.deleteProperty(globalThis, "localStorage");
    const forgetful = new StoredChoice("sidebar", [...choices]);
    forgetful.choose("collapsed");
    expect(forgetful.get()).toBe("collapsed");
  });
});
