import { Check, Columns3 } from "lucide-react";
import { DropdownMenu } from "radix-ui";
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
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button className="h-9">
          <Columns3 aria-hidden="true" className="size-4" />
          Columns
        </Button>
      </DropdownMenu.Trigger>
      {/* Within the page, and not beside it: what stands in no landmark is hard to find for who cannot see. */}
      <DropdownMenu.Content
        align="end"
        sideOffset={6}
        collisionPadding={8}
        className="z-20 max-h-(--radix-dropdown-menu-content-available-height) min-w-56 overflow-y-auto rounded-panel border border-line bg-raised p-1 shadow-raised"
      >
        {OPTIONAL_COLUMNS.map(({ key, name }) => (
          <DropdownMenu.CheckboxItem
            key={key}
            checked={keys.has(key)}
            onCheckedChange={(shown) => toggle(key, shown)}
            // Several are chosen one after the other.
            onSelect={(event) => event.preventDefault()}
            className="flex h-8 cursor-pointer items-center gap-2 rounded px-2 data-highlighted:bg-ground data-highlighted:outline-none"
          >
            <span className="w-4">
              <DropdownMenu.ItemIndicator>
                <Check aria-hidden="true" className="size-4" />
              </DropdownMenu.ItemIndicator>
            </span>
            {name}
          </DropdownMenu.CheckboxItem>
        ))}
        <DropdownMenu.Separator className="my-1 h-px bg-line" />
        {[
          { name: "Show all", cols: ALL_COLUMNS },
          { name: "Show what fits", cols: "" },
        ].map(({ name, cols }) => (
          <DropdownMenu.Item
            key={name}
            onSelect={() => onChange(cols)}
            className="flex h-8 cursor-pointer items-center rounded px-2 pl-8 data-highlighted:bg-ground data-highlighted:outline-none"
          >
            {name}
          </DropdownMenu.Item>
        ))}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}
