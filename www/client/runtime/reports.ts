// Who hears of the long calls under way. All reports come through one channel: one for each call, as a function that crosses has it,
// stays open where the browser does not find that nobody holds its other end.

import type { Report, Reports } from "../wire/protocol.ts";

/** By the calls' numbers. */
export const hearing = new Map<number, Report>();

export const reports: Reports = (number, ...report) => hearing.get(number)?.(...report);
