import { useEffect, useMemo } from "react";
import { useObserved } from "../realtime/live-platform.js";
import { Observable, type Observed, type Unsubscribe } from "../realtime/observable.js";
import { KeySequence, type KeyStroke } from "./key-sequence.js";
import { singleKeys } from "./settings.js";

/** Something a person can have done from anywhere on the page. */
export interface Command {
  name: string;
  /** What it stands under in the help and the palette. */
  group: string;
  /** Keys that do it: `/`, `Mod+k` (Ctrl, on a Mac Command), or one after the other: `g f`. */
  keys?: string;
  /** Without it the keys are told of in the help only: what has the focus handles them itself. */
  run?: () => void;
  /** Of use by its keys alone: the palette leaves it out. */
  byKeysOnly?: true;
}

/** The one registry of commands: keys are looked up in it, the help and the palette are made from it. */
export class Commands {
  readonly all = new Observable<readonly Command[]>([]);
  private readonly sequence = new KeySequence();

  constructor(private readonly singleKeys: Observed<"on" | "off">) {}

  /** Of commands with the same keys, the last to be added holds until it is taken away. */
  add(commands: readonly Command[]): Unsubscribe {
    this.all.set([...this.all.get(), ...commands]);
    return () => this.all.set(this.all.get().filter((command) => !commands.includes(command)));
  }

  /** The command whose keys end with this stroke, if there is one. */
  after(stroke: KeyStroke): Command | undefined {
    const runnable = inForce(this.all.get(), this.singleKeys.get()).filter(
      ({ run, keys }) => run !== undefined && keys !== undefined,
    );
    const keys = this.sequence.after(
      stroke,
      runnable.map(({ keys = "" }) => keys),
    );
    return keys === undefined ? undefined : runnable.find((command) => command.keys === keys);
  }
}

export const commands = new Commands(singleKeys);

/** Adds commands for as long as the component is there. @param own must stay the same between renderings */
export function useCommands(own: readonly Command[]): void {
  useEffect(() => commands.add(own), [own]);
}

/** Those that can be had now, with the keys that lead to them now. */
export function useCommandsInForce(): readonly Command[] {
  const [all, keys] = [useObserved(commands.all), useObserved(singleKeys)];
  return useMemo(() => inForce(all, keys), [all, keys]);
}

/** Without those whose keys a later one has taken over, and those of one character without their keys where they are off. */
export function inForce(all: readonly Command[], singleKeys: "on" | "off"): readonly Command[] {
  const own = all.filter(
    ({ keys }, index) => keys === undefined || all.findLastIndex((other) => other.keys === keys) === index,
  );
  if (singleKeys === "on") return own;
  return own.map(({ keys, ...command }) => ({
    ...command,
    // What has the focus alone handles its keys.
    ...(keys !== undefined && !(command.run && areCharacters(keys)) && { keys }),
  }));
}

/** `/` or `g f`, and not `Mod+k` or `Escape`. */
function areCharacters(keys: string): boolean {
  return keys.split(" ").every((key) => key.length === 1);
}
