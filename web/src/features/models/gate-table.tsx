import { Check } from "lucide-react";
import type { GateResult } from "../../api/change-models.js";
import { CaptionedTable } from "../../ui/captioned-table.js";
import { NUMBER } from "../../ui/format.js";

/** What each gate saw of a package that passed. */
export function GateTable({ gates }: { gates: readonly GateResult[] }) {
  return (
    <CaptionedTable
      caption="Gates that the package passed"
      data-testid="gates"
      className="tabular-nums mt-2 w-full text-left [&_td]:py-1 [&_td]:pr-3 [&_th]:py-1 [&_th]:pr-3"
    >
      <thead className="text-ink-3 text-xs">
        <tr>
          <th scope="col">Gate</th>
          <th scope="col">What it saw</th>
        </tr>
      </thead>
      <tbody className="[&>tr]:border-line [&>tr]:border-t">
        {gates.map(({ gate, detail, figures }) => (
          <tr key={gate} className="align-top">
            <th scope="row" className="font-medium">
              <Check aria-label="Passed:" className="mr-1 inline size-3.5 align-[-2px] text-ink-2" />
              {gate}
            </th>
            <td className="break-words text-ink-2">
              {detail}
              <Figures figures={figures} />
            </td>
          </tr>
        ))}
      </tbody>
    </CaptionedTable>
  );
}

export function Figures({ figures }: { figures: Readonly<Record<string, number>> }) {
  const text = Object.entries(figures).map(([name, value]) => `${name} ${NUMBER.format(value)}`);
  return text.length > 0 && <span className="block text-ink-3 text-xs">{text.join(", ")}</span>;
}
