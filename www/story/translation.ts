// What holds a translation to its English.

import type { Names } from "./told.ts";

/** A branch as another language has to say it: each text with the same names in braces, or what is wrong with it. */
type Same<E, D> = E extends string
  ? string extends E
    ? D
    : D extends string
      ? [Names<E>, Names<D>] extends [Names<D>, Names<E>]
        ? D
        : { readonly "its names in braces are": Names<E> }
      : string
  : E extends readonly unknown[]
    ? { readonly [K in keyof E]: K extends keyof D ? Same<E[K], D[K]> : E[K] }
    : E extends object
      ? { readonly [K in keyof E as string extends E[K] ? never : K]: K extends keyof D ? Same<E[K], D[K]> : E[K] } & {
          readonly [K in Exclude<keyof D, keyof E>]: never;
        }
      : D;

/** Holds a translation to its English: `translation<typeof english>()({ … })` fails to compile where an entry or a name is missing. */
export const translation =
  <E>() =>
  <const D>(words: D & Same<E, D>): D =>
    words;
