import { Observable } from "../realtime/observable.js";
import { type Command, Commands, inForce } from "./commands.js";
import type { KeyStroke } from "./key-sequence.js";

const nothing = () => undefined;
const command = (name: string, keys?: string, run = nothing): Command => ({
  name,
  group: "Test",
  ...(keys !== undefined && { keys }),
  run,
});

function stroke(key: string, timeStamp = 0, held: Partial<KeyStroke> = {}): KeyStroke {
  return { key, ctrlKey: false, metaKey: false, altKey: false, timeStamp, ...held };
}

describe("keys", () => {
  const commands = new Commands(new Observable<"on" | "off">("on"));
  commands.add([command("fleet", "g f"), command("models", "g m"), command("help", "?"), command("palette", "Mod+k")]);
  const after = (...strokes: KeyStroke[]) => strokes.map((one) => commands.after(one)?.name);

  it("run a command alone, together with Ctrl or Command, or one after the other", () => {
    expect(after(stroke("?"))).toEqual(["help"]);
    expect(after(stroke("k", 0, { ctrlKey: true }))).toEqual(["palette"]);
    expect(after(stroke("k", 0, { metaKey: true }))).toEqual(["palette"]);
    expect(after(stroke("g"), stroke("f", 400))).toEqual([undefined, "fleet"]);
  });

  it("mean the same with caps lock on", () => {
    expect(after(stroke("G"), stroke("M", 400))).toEqual([undefined, "models"]);
  });

  it("that come too late or are others do not belong together", () => {
    expect(after(stroke("g"), stroke("f", 1_501))).toEqual([undefined, undefined]);
    expect(after(stroke("g"), stroke("x"), stroke("f"))).toEqual([undefined, undefined, undefined]);
    expect(after(stroke("f"), stroke("k"))).toEqual([undefined, undefined]);
  });

  it("begin anew with the key that broke the sequence", () => {
    expect(after(stroke("g"), stroke("?"))).toEqual([undefined, "help"]);
    expect(after(stroke("g"), stroke("g"), stroke("f"))).toEqual([undefined, undefined, "fleet"]);
  });
});

describe("the registry", () => {
  it("gives the keys to the last that asked for them, until it is gone", () => {
    const commands = new Commands(new Observable<"on" | "off">("on"));
    commands.add([command("search everywhere", "/")]);
    const leave = commands.add([command("search units", "/")]);
    expect(commands.after(stroke("/"))?.name).toBe("search units");
    expect(inForce(commands.all.get(), "on").map(({ name }) => name)).toEqual(["search units"]);
    leave();
    expect(commands.after(stroke("/"))?.name).toBe("search everywhere");
  });

  it("knows keys that it only tells of, and commands without keys", () => {
    const commands = new Commands(new Observable<"on" | "off">("on"));
    commands.add([{ name: "walk", group: "Charts", keys: "ArrowLeft" }, command("dark")]);
    expect(commands.after(stroke("ArrowLeft"))).toBeUndefined();
    expect(inForce(commands.all.get(), "on")).toHaveLength(2);
  });
});

describe("keys of one character", () => {
  const singleKeys = new Observable<"on" | "off">("off");
  const commands = new Commands(singleKeys);
  const own = { name: "walk", group: "Charts", keys: "+ -" };
  commands.add([
    command("fleet", "g f"),
    command("help", "?"),
    command("palette", "Mod+k"),
    command("leave", "Escape"),
  ]);
  commands.add([own]);
  const ran = (...strokes: KeyStroke[]) => strokes.flatMap((one) => commands.after(one)?.name ?? []);
  const all = [stroke("g"), stroke("f"), stroke("?"), stroke("k", 0, { ctrlKey: true }), stroke("Escape")];

  it("do nothing where they are off, and others go on", () => {
    expect(ran(...all)).toEqual(["palette", "leave"]);
    singleKeys.set("on");
    expect(ran(...all)).toEqual(["fleet", "help", "palette", "leave"]);
  });

  it("are then told of no more, but for those of what has the focus", () => {
    const keys = inForce(commands.all.get(), "off").map(({ name, keys }) => [name, keys]);
    expect(keys).toEqual([
      ["fleet", undefined],
      ["help", undefined],
      ["palette", "Mod+k"],
      ["leave", "Escape"],
      ["walk", "+ -"],
    ]);
  });
});
