import { Columns3 } from "lucide-react";
import { Popover } from "radix-ui";
import { Button } from "../../ui/button.js";
import { ALL_COLUMNS, columnsText, OPTIONAL_COLUMNS, type ShownColumns } from "./fleet-columns.js";

/** Which columns the table has; at least one stays. */
export function ColumnsMenu({
  columns: { keys },
  onChange,
}: {
  columns: ShownColumns;
  onChange: (cols: string) => void;
}) {
  const toggle = (key: string, shown: boolean) => {
    const chosen = OPTIONAL_COLUMNS.map((column) => column.key).filter((one) => (one === key ? shown : keys.has(one)));
    if (chosen.length > 0) onChange(columnsText(chosen));
  };
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button className="h-9">
          <Columns3 aria-hidden="true" className="size-4" />
          Columns
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label="Columns"
          className="z-20 max-h-(--radix-popover-content-available-height) min-w-56 overflow-y-auto rounded-panel border border-line bg-raised p-1 shadow-raised"
        >
          {OPTIONAL_COLUMNS.map(({ key, name }) => (
            <label key={key} className="flex h-8 cursor-pointer items-center gap-2 rounded px-2 hover:bg-ground">
              <input
                type="checkbox"
                checked={keys.has(key)}
                onChange={({ target }) => toggle(key, target.checked)}
                className="size-4 accent-ink-2"
              />
              {name}
            </label>
          ))}
          <hr className="my-1 border-line" />
          {[
            { name: "Show all", cols: ALL_COLUMNS },
            { name: "Show what fits", cols: "" },
          ].map(({ name, cols }) => (
            <Popover.Close
              key={name}
              onClick={() => onChange(cols)}
              className="flex h-8 w-full items-center rounded px-2 pl-8 hover:bg-ground"
            >
              {name}
            </Popover.Close>
          ))}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
