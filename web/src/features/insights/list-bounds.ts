import { formatCount } from "../../ui/format.js";
import { MAX_PAGE, PAGE_SIZE } from "./insights-search.js";

const NARROWER = "Choose a shorter time or a filter for the others.";

/** What is to be known of a file of anomalies; `undefined` where it holds all of them. */
export function cutWords(saved: number, total: number): string | undefined {
  return saved < total
    ? `The file holds the first ${formatCount(saved)} of ${formatCount(total)}. ${NARROWER}`
    : undefined;
}

/** Said under the last page; `undefined` where the list ends with it. */
export function endWords(total: number): string | undefined {
  const listed = MAX_PAGE * PAGE_SIZE;
  return total > listed ? `${formatCount(total - listed)} more are not listed. ${NARROWER}` : undefined;
}
