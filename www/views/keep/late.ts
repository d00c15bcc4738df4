// What is fetched together when there is something to keep, to bring back or to open.

export { default as Keep } from "./Keep.svelte";
export { Keeping } from "./keeping.svelte.ts";
