import type { Forecast } from "@gridwatch/contracts";
import { StatementFeed } from "./statement-feed.js";

export class ForecastFeed extends StatementFeed<Forecast> {}
