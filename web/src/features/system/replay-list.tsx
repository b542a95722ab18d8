import { useQuery } from "@tanstack/react-query";
import { replaysQuery } from "../../api/dead-letters.query.js";
import { formatCount } from "../../ui/format.js";
import { Moment } from "../../ui/moment.js";
import { ErrorNotice } from "../../ui/notice.js";
import { ScrolledTable } from "../../ui/scrolled-table.js";
import { replayedWhat } from "./replay-words.js";

/** Who had letters replayed lately, and why. Nothing while nobody had. */
export function ReplayList() {
  const { data, error, refetch } = useQuery(replaysQuery);
  if (error !== null) {
    return (
      <ErrorNotice title="The replays cannot be listed" onRetry={() => void refetch()}>
        {error.message}
      </ErrorNotice>
    );
  }
  if (data === undefined || data.replays.length === 0) return null;
  return (
    <div className="mt-4">
      <h3 className="font-semibold text-ink-2">Last replays</h3>
      <ScrolledTable label="Last replays" className="sm:min-w-[36rem]">
        <thead className="text-ink-2 text-xs">
          <tr>
            <th scope="col">Ordered</th>
            <th scope="col" className="text-right">
              Letters
            </th>
            <th scope="col" className="max-sm:hidden">
              Which
            </th>
            <th scope="col">By</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody className="[&>tr]:border-line [&>tr]:border-t">
          {data.replays.map((replay) => (
            <tr key={replay.at} data-testid="replay" className="align-baseline">
              <th scope="row" className="whitespace-nowrap font-medium">
                <Moment at={Date.parse(replay.at)} />
              </th>
              <td className="text-right">{formatCount(replay.replayed)}</td>
              <td className="max-sm:hidden">{replayedWhat(replay)}</td>
              <td className="wrap-anywhere">{replay.by ?? "not said"}</td>
              <td className="wrap-anywhere">{replay.why ?? "not said"}</td>
            </tr>
          ))}
        </tbody>
      </ScrolledTable>
    </div>
  );
}
