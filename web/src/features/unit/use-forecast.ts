import { deviceRoom } from "@gridwatch/contracts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { deviceForecastQuery } from "../../api/forecasts.query.js";
import { useLivePlatform } from "../../realtime/live-platform.js";
import { asStored } from "../../units/unit-forecast.js";

/** The newest forecast of a unit that is followed: the stored one at first, then each that comes live. */
export function useForecast(id: string) {
  const { feed } = useLivePlatform();
  const client = useQueryClient();
  useEffect(() => {
    const { queryKey } = deviceForecastQuery(id);
    return feed.consume((events) => {
      const newest = events
        .filter(({ frame }) => frame.room === deviceRoom(id))
        .flatMap(({ frame }) => ("forecasts" in frame && Array.isArray(frame.forecasts) ? frame.forecasts : []))
        .at(-1);
      if (newest === undefined) return;
      // The database may not have it yet, so an answer on its way must not take its place.
      void client.cancelQueries({ queryKey }).then(() => client.setQueryData(queryKey, asStored(newest)));
    });
  }, [feed, client, id]);
  return useQuery(deviceForecastQuery(id));
}
