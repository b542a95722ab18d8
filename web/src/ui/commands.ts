import { useEffect } from "react";
import { Observable, type Unsubscribe } from "../realtime/observable.js";
import { KeySequence, type KeyStroke } from "./key-sequence.js";

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

  /** Of commands with the same keys, the last to be added holds until it is taken away. */
  add(commands: readonly Command[]): Unsubscribe {
    this.all.set([...this.all.get(), ...commands]);
    return () => this.all.set(this.all.get().filter((command) => !commands.includes(command)));
  }

  /** The command whose keys end with this stroke, if there is one. */
  after(stroke: KeyStroke): Command | undefined {
    const runnable = this.all.get().filter(({ run, keys }) => run !== undefined && keys !== undefined);
    const keys = this.sequence.after(
      stroke,
      runnable.map(({ keys = "" }) => keys),
    );
    return keys === undefined ? undefined : runnable.findLast((command) => command.keys === keys);
  }
}

export const commands = new Commands();

/** Adds commands for as long as the component is there. @param own must stay the same between renderings */
export function useCommands(own: readonly Command[]): void {
  useEffect(() => commands.add(own), [own]);
}

/** Without those whose keys a later one has taken over. */
export function inForce(all: readonly Command[]): readonly Command[] {
  return all.filter(
    ({ keys }, index) => keys === undefined || all.findLastIndex((other) => other.keys === keys) === index,
  );
}
