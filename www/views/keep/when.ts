const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** A moment as a reader says it: 28 Nov 2026, 19:40. */
export function when(date: number): string {
  return format.format(date);
}
