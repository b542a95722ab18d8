import type { DeadLetterCounts, DeadLetterList, ReplayResult } from "@gridwatch/contracts";
import { command } from "./command.js";
import { type DeadLettersOptions, parseDeadLettersOptions, USAGE } from "./dead-letters-options.js";
import { countText, listText, replayText } from "./dead-letters-text.js";
import { platformAddress } from "./platform-address.js";
import { askPlatform } from "./platform-api.js";

const PATH = "/api/v1/dead-letters";

/** The answer to what is asked for, as text. @throws Error */
async function answer({ action, filter, yes, json, ...place }: DeadLettersOptions): Promise<string> {
  const url = platformAddress(place);
  const told = <T>(value: T, text: (value: T) => string) =>
    json ? `${JSON.stringify(value, undefined, 2)}\n` : text(value);
  if (action === "replay") {
    const result = await askPlatform<ReplayResult>(url, `${PATH}/replay`, { ...filter, dryRun: !yes });
    return told(result, (value) => replayText(value, yes));
  }
  if (action === "count") {
    const { counts, since } = await askPlatform<DeadLetterCounts>(url, `${PATH}/counts`);
    const wanted = counts.filter(
      ({ origin, reason }) => origin === (filter.origin ?? origin) && reason === (filter.reason ?? reason),
    );
    return told({ counts: wanted, ...(since === undefined ? {} : { since }) }, countText);
  }
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) query.set(name, String(value));
  return told(await askPlatform<DeadLetterList>(url, `${PATH}?${query}`), (value) =>
    listText(value, process.stdout.columns),
  );
}

await command(USAGE, parseDeadLettersOptions, answer);
