// What every peer's worker does: three losses to compare, then timed steps. `prepare` gives { loss(i), steps(from, count) }.

globalThis.answer = (prepare) => {
  addEventListener("message", async ({ data: { how, task, seconds, samples } }) => {
    try {
      const peer = await prepare(how, task);
      const losses = [];
      for (let i = 0; i < 3; i += 1) losses.push(await peer.loss(i));
      let done = 3;
      const take = async (count) => {
        const began = performance.now();
        await peer.steps(done, count);
        done += count;
        return (1000 * count) / (performance.now() - began);
      };
      // Twice as many each time, until a sample is long enough to time; by then the compilers are warm.
      let count = 1;
      let speed = await take(count);
      while (count / speed < seconds / 2) {
        count *= 2;
        speed = await take(count);
      }
      const speeds = [];
      for (let i = 0; i < samples; i += 1) speeds.push(await take(Math.max(1, Math.round(speed * seconds))));
      postMessage({ losses, speeds });
    } catch (error) {
      postMessage({ error: String(error?.message ?? error) });
    }
  });
};
