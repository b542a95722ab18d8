import type { DeadLetterCounts, DeadLetterList, ReplayList } from "@gridwatch/contracts";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { getJson } from "./get-json.js";

const PATH = "/api/v1/dead-letters";
const REFRESH_MS = 10_000;
const PAGE_SIZE = 25;

/** Every question about dead letters begins with this: after a replay all are asked anew. */
export const DEAD_LETTERS_KEY = ["dead-letters"] as const;

/** How many there are, by origin and reason. */
export const deadLetterCountsQuery = queryOptions({
  queryKey: [...DEAD_LETTERS_KEY, "counts"],
  queryFn: ({ signal }) => getJson(`${PATH}/counts`, isCounts, signal),
  refetchInterval: REFRESH_MS,
});

/** Letters, newest first, page by page; `reason`: those alone. */
export function deadLettersQuery(reason: string | undefined) {
  return infiniteQueryOptions({
    queryKey: [...DEAD_LETTERS_KEY, "list", reason],
    queryFn: ({ signal, pageParam }) => {
      const parameters = new URLSearchParams({
        limit: String(PAGE_SIZE),
        ...(reason !== undefined && { reason }),
        ...(pageParam !== undefined && { before: String(pageParam) }),
      });
      return getJson(`${PATH}?${parameters}`, isList, signal);
    },
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ next }) => next,
    // Whoever reads older pages is not to lose the place.
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 1) > 1 ? false : REFRESH_MS),
  });
}

/** The last replays, newest first. */
export const replaysQuery = queryOptions({
  queryKey: [...DEAD_LETTERS_KEY, "replays"],
  queryFn: ({ signal }) => getJson(`${PATH}/replays`, isReplays, signal),
  refetchInterval: REFRESH_MS,
});

function isCounts(body: unknown): body is DeadLetterCounts {
  const { counts } = (body ?? {}) as Partial<DeadLetterCounts>;
  return (
    Array.isArray(counts) &&
    counts.every((count) => typeof count?.reason === "string" && Number.isFinite(count.letters))
  );
}

function isList(body: unknown): body is DeadLetterList {
  const { letters } = (body ?? {}) as Partial<DeadLetterList>;
  return (
    Array.isArray(letters) &&
    letters.every(
      (letter) =>
        Number.isFinite(letter?.seq) && Number.isFinite(Date.parse(letter.at)) && typeof letter.payload === "string",
    )
  );
}

function isReplays(body: unknown): body is ReplayList {
  const { replays } = (body ?? {}) as Partial<ReplayList>;
  return (
    Array.isArray(replays) &&
    replays.every((replay) => Number.isFinite(Date.parse(replay?.at)) && Number.isFinite(replay.replayed))
  );
}
