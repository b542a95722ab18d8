import type { Command } from "../ui/commands.js";
import { matchingUnits } from "../units/unit-matches.js";

export interface PaletteOption {
  /** What it stands under. */
  group: string;
  name: string;
  keys?: string;
  run: () => void;
}

/** More units are found by typing on. */
const MAX_UNITS = 20;

/** What fits the words typed, of the commands in force: each must be in the name or the group. Units first, as there are most of them to be looked for. */
export function paletteOptions(
  text: string,
  commands: readonly Command[],
  unitIds: readonly string[],
  openUnit: (id: string) => void,
): PaletteOption[] {
  const words = text.trim().toLowerCase().split(/\s+/);
  const fits = ({ name, group }: Command) => words.every((word) => `${group} ${name}`.toLowerCase().includes(word));
  const actions = commands.flatMap(({ run, byKeysOnly, ...command }) =>
    run && !byKeysOnly && fits(command) ? [{ ...command, run }] : [],
  );
  if (text.trim() === "") return actions;
  const units = matchingUnits(unitIds, text).shown.slice(0, MAX_UNITS);
  return [...units.map((id) => ({ group: "Units", name: id, run: () => openUnit(id) })), ...actions];
}
