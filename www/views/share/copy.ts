// What follows a press of "Copy the link", in words.

import { copied } from "../../files/copy.ts";
import { share as words } from "../../story/share.ts";

/** Copies a link; where the browser does not, it stands chosen in its field for the reader to copy. */
export async function copyLink(link: string, field: HTMLInputElement | undefined): Promise<string> {
  if (await copied(link)) return words.copied;
  field?.focus();
  field?.select();
  return words.copyYourself;
}
