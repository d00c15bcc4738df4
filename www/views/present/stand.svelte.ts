// What of a presentation is no part of the address.

/**
 * `panels`: the rooms' side panels and the lecture's text are shown beside what is presented. `ready`: the page is as the address wants
 * it, and can be used.
 */
export const stand = $state({ panels: false, ready: false });
