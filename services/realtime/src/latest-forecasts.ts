import type { Forecast } from "@gridwatch/contracts";
import { NewestByUnit } from "./newest-by-unit.js";

/** The newest failure forecast of each unit. One made again for the same hour takes the place of the one before. */
export class LatestForecasts extends NewestByUnit<Forecast> {}
