import type { VoltageEvent, VoltageEventKind } from "@gridwatch/grid-physics";
import { formatCount, formatQuantity, formatSpan, PERCENT_OF_WHOLE, VOLTS } from "../../ui/format.js";
import { Moment } from "../../ui/moment.js";
import { ScrolledTable } from "../../ui/scrolled-table.js";
import { PHASES, POINT_NAMES } from "../../units/unit-figures.js";

const TITLE = "Sags, swells and interruptions of the last 7 days";

/** IEEE 1159 has other names for what lasts over a minute. */
const NAMES: Readonly<Record<VoltageEventKind, { brief: string; sustained: string }>> = {
  interruption: { brief: "Interruption", sustained: "Sustained interruption" },
  sag: { brief: "Sag", sustained: "Undervoltage" },
  swell: { brief: "Swell", sustained: "Overvoltage" },
};

/** As many as were found, newest first. */
export function VoltageEventList({ events, windows }: { events: readonly VoltageEvent[]; windows: number }) {
  return (
    <div data-testid="voltage-events" className="min-w-0">
      <h3 className="font-semibold text-ink-2">{TITLE}</h3>
      {events.length === 0 ? (
        <p className="text-ink-2">None in {formatCount(windows)} windows.</p>
      ) : (
        <EventTable events={events} />
      )}
      <p className="mt-1.5 text-ink-3 text-xs">
        IEEE 1159, found by the lowest and highest reading of each 10 minutes: interruption below 10 % of the nominal
        voltage, sag below 90 %, swell above 110 %; under- or overvoltage where that holds for every reading of a
        window. Windows that follow each other are one. What lasts shorter than the time between two readings may not
        show.
      </p>
    </div>
  );
}

function EventTable({ events }: { events: readonly VoltageEvent[] }) {
  return (
    <ScrolledTable label={TITLE} className="max-w-2xl">
      <thead className="text-ink-3 text-xs">
        <tr>
          <th scope="col">From</th>
          <th scope="col">What</th>
          <th scope="col">Phases</th>
          <th scope="col" className="text-right">
            Farthest
          </th>
          <th scope="col" className="text-right">
            Lasted up to
          </th>
        </tr>
      </thead>
      <tbody>
        {events.map(({ kind, sustained, from, to, phases, extreme, percentOfNominal }) => (
          <tr key={`${kind}-${from}`}>
            <td className="whitespace-nowrap">
              <Moment at={from} />
            </td>
            <td>{sustained ? NAMES[kind].sustained : NAMES[kind].brief}</td>
            <td>{phases.map((place) => POINT_NAMES[PHASES[place] ?? "input"]).join(", ")}</td>
            <td className="whitespace-nowrap text-right">
              {formatQuantity(extreme, VOLTS)} ({formatQuantity(percentOfNominal, PERCENT_OF_WHOLE)})
            </td>
            <td className="whitespace-nowrap text-right">{formatSpan(to - from)}</td>
          </tr>
        ))}
      </tbody>
    </ScrolledTable>
  );
}
