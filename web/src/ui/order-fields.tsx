import { useState } from "react";
import { rememberedName } from "./remembered-name.js";

/** Who does something, and why. */
export interface Order {
  by: string;
  reason: string;
}

const FIELD = "mt-0.5 w-full rounded-control border border-line-strong bg-raised px-2 py-1.5 text-ink";

export function useOrder() {
  const [order, setOrder] = useState<Order>(() => ({ by: rememberedName(), reason: "" }));
  return { order, setOrder };
}

/** Asks who does something, and why. */
export function OrderFields({
  order,
  onChange,
  note,
}: {
  order: Order;
  onChange: (order: Order) => void;
  /** What becomes of both. */
  note: string;
}) {
  return (
    <>
      <label className="mt-3 block">
        Your name
        <input
          required
          maxLength={100}
          pattern=".*\S.*"
          title="A name"
          autoComplete="name"
          value={order.by}
          onChange={({ target }) => onChange({ ...order, by: target.value })}
          className={FIELD}
        />
      </label>
      <label className="mt-3 block">
        Why
        <textarea
          required
          maxLength={500}
          rows={2}
          value={order.reason}
          onChange={({ target }) => onChange({ ...order, reason: target.value })}
          className={FIELD}
        />
      </label>
      <p className="mt-1 text-ink-3 text-xs">{note}</p>
    </>
  );
}
