// A window that hosts a crew: it starts the leader and the helpers. No thread of ours starts another: in Firefox `new Worker` in a worker may
// never come back (153, on a busy machine, once in ten).

import type { CrewHost, HelperStart } from "../wire/crew.ts";

export class Host implements CrewHost {
  /** The leader and its helpers. */
  #threads: Worker[] = [];
  #ended = (): void => undefined;

  open(line: MessagePort): Promise<void> {
    this.close();
    return new Promise((ended, failed) => {
      this.#ended = ended;
      const leader = new Worker(new URL("../../worker/crew/leader.ts", import.meta.url), {
        type: "module",
        name: "crew",
      });
      this.#threads.push(leader);
      leader.addEventListener("error", (event) => failed(new Error(reason(event))));
      leader.addEventListener("message", ({ data }: MessageEvent<HelperStart>) => {
        const helper = new Worker(new URL("../../worker/crew/helper.ts", import.meta.url), {
          type: "module",
          name: "crew helper",
        });
        this.#threads.push(helper);
        helper.addEventListener("error", (event) => leader.postMessage(reason(event)));
        helper.postMessage(data);
      });
      leader.postMessage(null, [line]);
    });
  }

  close(): void {
    for (const thread of this.#threads.splice(0)) thread.terminate();
    this.#ended();
  }
}

function reason(event: ErrorEvent): string {
  event.preventDefault();
  return event.message || "its script did not load";
}
