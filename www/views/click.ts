/** Whether a click on a link asks for nothing but to follow it here: with a modifier or another button it asks for a tab or a window. */
export function plainClick(event: MouseEvent): boolean {
  return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
}
