import type { Insight } from "@gridwatch/contracts";
import { StatementFeed } from "./statement-feed.js";

export class InsightFeed extends StatementFeed<Insight> {}
