import type { Contribution } from "@gridwatch/contracts";
import { CaptionedTable } from "../../ui/captioned-table.js";
import { formatQuantity, formatShare } from "../../ui/format.js";
import { signalName, signalStyle } from "../../units/signal-names.js";

/** Signals ranked by how much of a score comes from them, with what the model expected of each. */
export function SignalTable({ title, signals }: { title: string; signals: readonly Contribution[] }) {
  return (
    <CaptionedTable
      caption={title}
      data-testid="signals"
      className="tabular-nums w-full max-w-2xl text-right [&_td]:py-0.5 [&_td]:pl-2 sm:[&_td]:pl-4 [&_th]:font-normal"
    >
      <thead className="text-ink-3 text-xs">
        <tr>
          <th scope="col" className="text-left">
            Signal
          </th>
          <th scope="col" className="pl-2 text-left sm:pl-4">
            Share
          </th>
          <th scope="col">Expected</th>
          <th scope="col">Observed</th>
        </tr>
      </thead>
      <tbody>
        {signals.map(({ signal, share, expected, observed }) => (
          <tr key={signal}>
            <th scope="row" className="break-words text-left">
              {signalName(signal)}
            </th>
            <td className="w-1/4 sm:w-2/5">
              <span className="flex items-center gap-2 max-sm:flex-col-reverse max-sm:items-stretch max-sm:gap-0.5">
                <ShareBar share={share} />
                <span className="text-right sm:w-14">{formatShare(share)}</span>
              </span>
            </td>
            <td className="whitespace-nowrap text-ink-2">{formatQuantity(expected, signalStyle(signal))}</td>
            <td className="whitespace-nowrap font-semibold old:font-normal old:text-ink-3">
              {formatQuantity(observed, signalStyle(signal))}
            </td>
          </tr>
        ))}
      </tbody>
    </CaptionedTable>
  );
}

function ShareBar({ share }: { share: number }) {
  return (
    <svg aria-hidden="true" className="h-2.5 min-w-6 sm:flex-1 max-sm:h-1.5 max-sm:w-full" preserveAspectRatio="none">
      <rect width="100%" height="100%" rx="1" className="fill-sunken" />
      <rect width={`${100 * Math.min(Math.max(share, 0), 1)}%`} height="100%" rx="1" className="fill-ink-3" />
    </svg>
  );
}
