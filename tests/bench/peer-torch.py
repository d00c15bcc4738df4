"""The same network in PyTorch, eager, one thread: reads the task as JSON from stdin, writes losses and speeds as JSON."""

import json
import sys
import time

# Read first, so that who writes it can end.
asked = json.load(sys.stdin)
try:
    import torch
except ImportError:
    json.dump({"error": "PyTorch is not here"}, sys.stdout)
    sys.exit(0)

torch.set_num_threads(1)
size, rate = asked["size"], asked["rate"]
shapes = {
    "E": (size["vocabulary"], size["embedding"]),
    "W": (size["hidden"], size["context"] * size["embedding"]),
    "U": (size["vocabulary"], size["hidden"]),
    "b": (size["hidden"],),
    "c": (size["vocabulary"],),
}
theta = {
    name: torch.tensor(asked["parameters"][name], dtype=torch.float32).reshape(shape).requires_grad_()
    for name, shape in shapes.items()
    if size["bias"] or name in "EWU"
}
batches = [(torch.tensor(batch["contexts"]), torch.tensor(batch["targets"])) for batch in asked["batches"]]
optimizer = torch.optim.SGD(theta.values(), lr=rate)


def step(i):
    contexts, targets = batches[i % len(batches)]
    e = torch.nn.functional.embedding(contexts, theta["E"]).reshape(size["batch"], -1)
    h = torch.tanh(torch.nn.functional.linear(e, theta["W"], theta.get("b")))
    z = torch.nn.functional.linear(h, theta["U"], theta.get("c"))
    loss = torch.nn.functional.cross_entropy(z, targets)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    return loss


losses = [step(i).item() for i in range(3)]
done = 3


def take(count):
    global done
    began = time.perf_counter()
    for i in range(done, done + count):
        step(i)
    done += count
    return count / (time.perf_counter() - began)


count, speed = 1, take(1)
while count / speed < asked["seconds"] / 2:
    count *= 2
    speed = take(count)
speeds = [take(max(1, round(speed * asked["seconds"]))) for _ in range(asked["samples"])]
json.dump({"losses": losses, "speeds": speeds}, sys.stdout)
