import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useUnitIds } from "../realtime/live-platform.js";
import { Combobox } from "../ui/combobox.js";
import { useCommandsInForce } from "../ui/commands.js";
import { Keys } from "../ui/keys.js";
import { ModalDialog } from "../ui/modal-dialog.js";
import { paletteOptions } from "./palette-options.js";

/** Leads to a unit, a page or an action by a part of its name. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  return (
    <ModalDialog title="Search units, pages and actions" onClose={onClose}>
      {(close) => <PaletteSearch close={close} />}
    </ModalDialog>
  );
}

function PaletteSearch({ close }: { close: () => void }) {
  const navigate = useNavigate();
  const ids = useUnitIds();
  const all = useCommandsInForce();
  const [text, setText] = useState("");
  const options = useMemo(
    () => paletteOptions(text, all, ids, (unitId) => void navigate({ to: "/units/$unitId", params: { unitId } })),
    [text, all, ids, navigate],
  );
  return (
    <>
      <Combobox
        label="Unit, page or action"
        listLabel="Found"
        placeholder="A part of the name"
        text={text}
        onText={setText}
        options={options}
        keyOf={({ group, name }) => `${group} ${name}`}
        onChoose={(option) => {
          // First, so that the focus is back where it was before the action moves it.
          close();
          option.run();
        }}
        className="h-80 max-h-[55dvh]"
        optionClassName="min-h-9 gap-3"
      >
        {({ name, group, keys }) => (
          <>
            <span className="min-w-0 flex-1 truncate">{name}</span>
            <span className="text-ink-3 text-xs">{group}</span>
            {keys !== undefined && <Keys keys={keys} />}
          </>
        )}
      </Combobox>
      <p role="status" className="pt-1 text-ink-2 text-xs">
        {options.length === 0 ? "Nothing has that in its name" : `${options.length} found`}
      </p>
    </>
  );
}
