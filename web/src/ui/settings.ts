import { StoredChoice } from "./stored-choice.js";

/* What a person chooses for this browser. The theme stands in theme.ts, which must know what the system prefers. */

export const density = new StoredChoice("density", ["comfortable", "compact"]);

export const timeZone = new StoredChoice("time-zone", ["local", "utc"]);

export const voltageUnit = new StoredChoice("voltage-unit", ["V", "kV"]);
export const currentUnit = new StoredChoice("current-unit", ["A", "kA"]);
/** `auto`: whichever of VA, kVA and MVA fits the number. */
export const powerUnit = new StoredChoice("power-unit", ["kVA", "VA", "auto"]);

/** What a chart's value axis holds: its lines alone, or their limits too. */
export const valueAxis = new StoredChoice("value-axis", ["fit", "limits"]);

export const sidebar = new StoredChoice("sidebar", ["open", "collapsed"]);
