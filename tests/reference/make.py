"""Writes the reference values that tests/reference.rs holds the engine to.

The network is written here a second time, from its equations, in NumPy; every derivative comes from the autograd
library (https://github.com/HIPS/autograd), none from our own formulas. The optimizers follow the definitions in the README.

    python3 -m venv /tmp/reference && /tmp/reference/bin/pip install numpy==2.* autograd==1.*
    /tmp/reference/bin/python tests/reference/make.py

Files are plain text: a line is a name and its numbers. E stands d x |V| (a word is a column), all matrices row by row.
"""

import pathlib

import autograd.numpy as np
import numpy
from autograd import grad

HERE = pathlib.Path(__file__).parent
ACTIVATIONS = {
    "tanh": np.tanh,
    "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
    "relu": lambda a: np.where(a > 0, a, 0.0),
}


def forward(p, sizes, activation, contexts, shift=None):
    """All tensors of a batch; `shift` adds to each, so that a derivative by an inner tensor can be taken."""
    s = shift or {}
    plus = lambda name, x: x + s[name] if name in s else x
    n, d, hidden, words = sizes
    e = plus("e", np.concatenate([p["E"][:, contexts[:, i]].T for i in range(n)], axis=1))
    a = plus("a", e @ p["W"].T + p.get("b", 0.0))
    h = plus("h", ACTIVATIONS[activation](a))
    z = plus("z", h @ p["U"].T + p.get("c", 0.0))
    shifted = z - np.max(z, axis=1, keepdims=True)
    log_yhat = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    return {"e": e, "a": a, "h": h, "z": z, "yhat": np.exp(log_yhat), "log_yhat": log_yhat}


def mean_loss(p, sizes, activation, contexts, targets, shift=None):
    log_yhat = forward(p, sizes, activation, contexts, shift)["log_yhat"]
    return -np.mean(log_yhat[numpy.arange(len(targets)), targets])


def start(rng, sizes, bias):
    """Parameters that f32 holds exactly, so that both sides start from the same numbers."""
    n, d, hidden, words = sizes
    shapes = {"E": (d, words), "W": (hidden, n * d), "U": (words, hidden)}
    if bias:
        shapes |= {"b": (hidden,), "c": (words,)}
    return {k: numpy.float32(rng.uniform(-0.8, 0.8, v)).astype(float) for k, v in shapes.items()}


def line(name, values):
    return " ".join([name, *(repr(float(x)) for x in numpy.ravel(values))])


def write(name, head, lines):
    (HERE / name).write_text("\n".join([head, *lines]) + "\n")


def head(sizes, activation, bias, contexts, targets):
    n, d, hidden, words = sizes
    return "\n".join(
        [
            f"config {n} {d} {hidden} {words} {activation} {'bias' if bias else 'plain'}",
            "contexts " + " ".join(map(str, contexts.ravel())),
            "targets " + " ".join(map(str, targets)),
        ]
    )


def gradients():
    rng = numpy.random.default_rng(1)
    for activation in ACTIVATIONS:
        for bias in (False, True):
            sizes = (3, 4, 5, 7)
            p = start(rng, sizes, bias)
            contexts, targets = rng.integers(0, 7, (4, 3)), rng.integers(0, 7, 4)
            contexts[0] = [2, 1, 2]  # a word read twice
            contexts[3] = [5, 5, 5]
            values = forward(p, sizes, activation, contexts)
            lines = [line(k, v) for k, v in p.items()]
            lines += [line(k, values[k]) for k in ("e", "a", "h", "z", "yhat")]
            lines.append(line("L", mean_loss(p, sizes, activation, contexts, targets)))
            by_parameter = grad(mean_loss)(p, sizes, activation, contexts, targets)
            lines += [line("d" + k, v) for k, v in by_parameter.items()]
            for inner in ("e", "a", "h", "z"):
                of_shift = lambda x: mean_loss(p, sizes, activation, contexts, targets, {inner: x})
                lines.append(line("d" + inner, grad(of_shift)(numpy.zeros_like(values[inner]))))
            write(f"gradients-{activation}-{'bias' if bias else 'plain'}.txt",
                  head(sizes, activation, bias, contexts, targets), lines)


def rate_at(step, rate, schedule):
    kind, *rest = schedule
    if kind == "cosine":
        (total,) = rest
        return rate / 2 * (1 + numpy.cos(numpy.pi * min(step, total) / total))
    if kind == "step":
        every, factor = rest
        return rate * factor ** (step // every)
    return rate


def train(p, sizes, activation, contexts, targets, batch, steps, rate, optimizer, schedule, clip, decay):
    """Batches in order, around and around. Clipping comes first, decoupled weight decay beside the update."""
    p = {k: v.copy() for k, v in p.items()}
    velocity = {k: numpy.zeros_like(v) for k, v in p.items()}
    second = {k: numpy.zeros_like(v) for k, v in p.items()}
    losses, count, at = [], len(targets), 0
    for step in range(steps):
        index = [(at + i) % count for i in range(batch)]
        at = (at + batch) % count
        losses.append(mean_loss(p, sizes, activation, contexts[index], targets[index]))
        g = grad(mean_loss)(p, sizes, activation, contexts[index], targets[index])
        if clip is not None:
            norm = numpy.sqrt(sum(float(numpy.sum(x * x)) for x in g.values()))
            if norm > clip:
                g = {k: x * (clip / norm) for k, x in g.items()}
        eta = rate_at(step, rate, schedule)
        for k in p:
            p[k] -= eta * decay * p[k]
            if optimizer == "sgd":
                p[k] -= eta * g[k]
            elif optimizer == "momentum":
                velocity[k] = 0.9 * velocity[k] + g[k]
                p[k] -= eta * velocity[k]
            else:
                velocity[k] = 0.9 * velocity[k] + 0.1 * g[k]
                second[k] = 0.999 * second[k] + 0.001 * g[k] ** 2
                m = velocity[k] / (1 - 0.9 ** (step + 1))
                v = second[k] / (1 - 0.999 ** (step + 1))
                p[k] -= eta * m / (numpy.sqrt(v) + 1e-8)
    return losses, p


def training():
    rng = numpy.random.default_rng(2)
    sizes, activation, bias, batch, steps = (2, 3, 4, 6), "tanh", True, 4, 10
    p = start(rng, sizes, bias)
    contexts, targets = rng.integers(0, 6, (7, 2)), rng.integers(0, 6, 7)
    contexts[0] = [3, 3]
    constant = ("constant",)
    runs = {
        # name: optimizer, rate, schedule, clip, weight decay
        "sgd": ("sgd", 0.5, constant, None, 0.0),
        "sgd-decay": ("sgd", 0.5, constant, None, 0.01),
        "sgd-clip": ("sgd", 0.5, constant, 0.3, 0.0),
        "sgd-cosine": ("sgd", 0.5, ("cosine", 8), None, 0.0),
        "sgd-step": ("sgd", 0.5, ("step", 3, 0.5), None, 0.0),
        "momentum": ("momentum", 0.1, constant, None, 0.0),
        "momentum-all": ("momentum", 0.1, ("cosine", 12), 0.4, 0.02),
        "adamw": ("adamw", 0.05, constant, None, 0.0),
        "adamw-all": ("adamw", 0.05, ("step", 4, 0.25), 0.5, 0.1),
    }
    for name, (optimizer, rate, schedule, clip, decay) in runs.items():
        losses, after = train(p, sizes, activation, contexts, targets, batch, steps, rate, optimizer, schedule, clip, decay)
        lines = [
            f"batch {batch}", f"steps {steps}", f"rate {rate}", f"optimizer {optimizer}",
            "schedule " + " ".join(map(str, schedule)), f"clip {clip if clip is not None else 'none'}",
            f"weightDecay {decay}",
        ]
        lines += [line(k, v) for k, v in p.items()]
        lines.append(line("losses", losses))
        lines += [line("after." + k, v) for k, v in after.items()]
        write(f"training-{name}.txt", head(sizes, activation, bias, contexts, targets), lines)


gradients()
training()
