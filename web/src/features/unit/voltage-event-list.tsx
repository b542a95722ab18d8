import type { VoltageEvent } from "@gridwatch/grid-physics";
import { Link } from "@tanstack/react-router";
import { rangeAround } from "../../charts/range-search.js";
import { useLivePlatform } from "../../realtime/live-platform.js";
import { capitalised, formatCount, formatQuantity, formatSpan, PERCENT_OF_WHOLE, VOLTS } from "../../ui/format.js";
import { Moment } from "../../ui/moment.js";
import { ScrolledTable } from "../../ui/scrolled-table.js";
import { PHASES, POINT_NAMES } from "../../units/unit-figures.js";
import { TRENDS } from "./unit-search.js";
import { voltageEventName } from "./voltage-event-name.js";

const TITLE = "Sags, swells and interruptions of the last 7 days";

interface Properties {
  /** The unit's. */
  id: string;
  /** Newest first. */
  events: readonly VoltageEvent[];
}

/** As many as were found; each leads to its place in the unit's charts. */
export function VoltageEventList({ id, events, windows }: Properties & { windows: number }) {
  return (
    <div data-testid="voltage-events" className="min-w-0">
      <h3 className="font-semibold text-ink-2">{TITLE}</h3>
      {events.length === 0 ? (
        <p className="text-ink-2">None in {formatCount(windows)} windows.</p>
      ) : (
        <EventTable id={id} events={events} />
      )}
      <p className="mt-1.5 text-ink-3 text-xs">
        IEEE 1159, found by the lowest and highest reading of each 10 minutes, and of the last minutes by each reading:
        interruption below 10 % of the nominal voltage, sag below 90 %, swell above 110 %, until all phases are back by
        2 %; under- or overvoltage where that holds for over a minute, or every reading of a window. Windows that follow
        each other are one. What lasts shorter than the time between two readings may not show.
      </p>
    </div>
  );
}

function EventTable({ id, events }: Properties) {
  const { clock } = useLivePlatform();
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
        {events.map((event) => (
          <tr key={`${event.kind}-${event.from}`}>
            <td className="whitespace-nowrap">
              <Link
                to="/units/$unitId"
                params={{ unitId: id }}
                search={{ ...rangeAround(event.from, event.to, clock.now()), at: event.from }}
                hash={TRENDS}
                title="Show it in the charts"
                className="underline hover:no-underline"
              >
                <Moment at={event.from} />
              </Link>
            </td>
            <td>{capitalised(voltageEventName(event))}</td>
            <td>{event.phases.map((place) => POINT_NAMES[PHASES[place] ?? "input"]).join(", ")}</td>
            <td className="whitespace-nowrap text-right">
              {formatQuantity(event.extreme, VOLTS)} ({formatQuantity(event.percentOfNominal, PERCENT_OF_WHOLE)})
            </td>
            <td className="whitespace-nowrap text-right">
              {event.to === null ? "going on" : formatSpan(event.to - event.from)}
            </td>
          </tr>
        ))}
      </tbody>
    </ScrolledTable>
  );
}
