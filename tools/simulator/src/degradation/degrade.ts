import type { Random } from "../random.js";
import type { UnitCharacter } from "../unit-character.js";
import type { Degradation, FailureMode } from "./degradation.js";
import { inputSupply } from "./input-supply.js";
import { looseConnection } from "./loose-connection.js";
import { outputCapacitor } from "./output-capacitor.js";
import { windingInsulation } from "./winding-insulation.js";

/** All of a unit's parameters are drawn from `random`; it fails after some 1.5 to 7 days. */
export function degrade(mode: FailureMode, random: Random, character: UnitCharacter): Degradation {
  switch (mode) {
    case "winding-insulation":
      return windingInsulation(random, character);
    case "loose-connection":
      return looseConnection(random);
    case "output-capacitor":
      return outputCapacitor(random);
    case "input-supply":
      return inputSupply(random);
  }
}
