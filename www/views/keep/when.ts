import { locale } from "../../story/told.ts";

/** A moment as a reader says it: 28 Nov 2026, 19:40. */
export function when(date: number): string {
  return new Date(date).toLocaleString(locale(), { dateStyle: "medium", timeStyle: "short" });
}
