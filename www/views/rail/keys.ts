// Left, right, space, Home and End step a whole room, wherever the focus is; what one types in, and grids, keep their own keys.

/** Whether a key that was pressed is the room's to take. */
export function roomKey(event: KeyboardEvent): boolean {
  if (
    event.defaultPrevented ||
    event.altKey ||
    event.ctrlKey ||
    event.metaKey ||
    !(event.target instanceof HTMLElement)
  )
    return false;
  if (event.target.closest("input:not([type=checkbox]), select, textarea, [role=grid], [role=listbox], dialog"))
    return false;
  return event.key !== " " || event.target.closest("button, a, input, summary") === null;
}
