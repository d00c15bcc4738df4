"""GlassLM in a notebook, as an anywidget: `GlassLM(text)` shows the page, trains a model of the text there, and brings its losses back."""

import anywidget
import traitlets

PAGE = "https://example.org/glasslm/"


class GlassLM(anywidget.AnyWidget):
    _esm = """
    export async function render({ model, el }) {
      const page = model.get("page");
      const frame = document.createElement("iframe");
      Object.assign(frame, { title: "GlassLM", src: `${page}?embed=${model.get("room")}` });
      Object.assign(frame.style, { width: "100%", height: "600px", border: "1px solid #ccc" });
      el.append(frame);
      const { embed } = await import(`${page}embed.js`);
      const glasslm = await embed(frame);
      await glasslm.ready;
      const told = (name, value) => { model.set(name, value); model.save_changes(); };
      const make = async () => {
        const text = model.get("text");
        if (text) await glasslm.show(await glasslm.create({ corpus: { text }, ...model.get("options") }));
        told("step", await (await glasslm.model).step);
      };
      const train = async () => {
        const steps = model.get("steps");
        if (steps === 0) return;
        try {
          const trained = await (await glasslm.model).train({ steps, ...model.get("training") });
          told("losses", [...model.get("losses"), ...trained.losses]);
          told("step", trained.step);
        } catch (error) {
          told("error", error.message);
        }
        told("steps", 0);
      };
      model.on("change:text", make);
      model.on("change:steps", train);
      await make();
      await train();
    }
    """
    page = traitlets.Unicode(PAGE).tag(sync=True)
    room = traitlets.Unicode("train").tag(sync=True)
    text = traitlets.Unicode().tag(sync=True)
    options = traitlets.Dict().tag(sync=True)
    training = traitlets.Dict().tag(sync=True)
    steps = traitlets.Int(0).tag(sync=True)
    step = traitlets.Int(0).tag(sync=True)
    losses = traitlets.List().tag(sync=True)
    error = traitlets.Unicode().tag(sync=True)

    def __init__(self, text="", **rest):
        super().__init__(text=text, **rest)

    def train(self, steps):
        self.steps = steps
