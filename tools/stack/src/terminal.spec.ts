import { CLEAR_LINE, Terminal } from "./terminal.js";

/** What a person sees of what was written: the lines, the last being the one the cursor stands in. */
class RecordedScreen {
  readonly lines = [""];

  constructor(
    readonly isTTY: boolean,
    readonly columns = 40,
  ) {}

  write(text: string): void {
    text.split(CLEAR_LINE).forEach((part, cleared) => {
      if (cleared > 0) this.lines[this.lines.length - 1] = "";
      const [rest = "", ...more] = part.split("\n");
      this.lines[this.lines.length - 1] += rest;
      this.lines.push(...more);
    });
  }
}

describe("on a terminal", () => {
  it("the status stays below the lines and never mixes with them", () => {
    const screen = new RecordedScreen(true);
    const terminal = new Terminal(screen);
    terminal.line("first");
    terminal.status("1 reading");
    terminal.line("second");
    terminal.status("2 readings");
    expect(screen.lines).toEqual(["first", "second", "2 readings"]);
  });

  it("the status is cut to the width of the screen, or it could not be rewritten", () => {
    const screen = new RecordedScreen(true, 10);
    new Terminal(screen).status("a status that is too long");
    expect(screen.lines).toEqual(["a status "]);
  });

  it("the last status stays when it ends", () => {
    const screen = new RecordedScreen(true);
    const terminal = new Terminal(screen);
    terminal.status("3 readings");
    terminal.endStatus();
    terminal.line("stopping");
    expect(screen.lines).toEqual(["3 readings", "stopping", ""]);
  });
});

describe("in a file", () => {
  it("the status is a line of its own every ten seconds", () => {
    const screen = new RecordedScreen(false);
    let now = 0;
    const terminal = new Terminal(screen, () => now);
    for (now = 0; now <= 20_000; now += 1_000) terminal.status(`at ${now}`);
    expect(screen.lines).toEqual(["at 0", "at 10000", "at 20000", ""]);
  });
});
