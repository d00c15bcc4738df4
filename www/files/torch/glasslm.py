"""A language model from GlassLM, in PyTorch: the network of Bengio et al. (2003). It reads the model.safetensors beside it.

    python glasslm.py predict "the black hen"
    python glasslm.py evaluate text.txt --split validation
    python glasslm.py train text.txt --steps 1000 --rate 0.1
    torchrun --nproc-per-node 4 glasslm.py train text.txt --steps 1000

`train` deals the same examples in the same order as the page and writes trained.safetensors, which the page opens.
Needs PyTorch 1.13 or newer and nothing else. This file is yours: change it.
"""

import argparse, ctypes, json, math, os, re, struct, unicodedata
import torch
import torch.nn.functional as F

# This model. Words of context, numbers for each word, hidden units, words in the vocabulary.
CONTEXT, EMBEDDING, HIDDEN, VOCABULARY = 3, 16, 64, 93
ACTIVATION = torch.tanh
BIAS = False
# How it was trained on the page: what `train` does unless an option says otherwise.
RULE = {"rate": 0.1, "batch": 32}


class GlassLM(torch.nn.Module):
    """e = [E x(t-n); ... ; E x(t-1)]   a = W e (+ b)   h = sigma(a)   z = U h (+ c)   yhat = softmax(z)"""

    def __init__(self):
        super().__init__()
        empty = lambda *shape: torch.nn.Parameter(torch.empty(*shape))
        self.E = empty(VOCABULARY, EMBEDDING)  # a word is a row here and a column in the file
        self.W = empty(HIDDEN, CONTEXT * EMBEDDING)
        self.b = empty(HIDDEN) if BIAS else None
        self.U = empty(VOCABULARY, HIDDEN)
        self.c = empty(VOCABULARY) if BIAS else None

    def forward(self, contexts):
        e = F.embedding(contexts, self.E).flatten(1)
        h = ACTIVATION(F.linear(e, self.W, self.b))
        return F.linear(h, self.U, self.c)


# --- the file: eight bytes of length, a JSON header, the numbers one tensor after the other

TYPES = {"F32": torch.float32, "F64": torch.float64, "F16": torch.float16, "BF16": torch.bfloat16}


def read(path):
    """The tensors of a safetensors file as f32, and its strings."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = bytearray(file.read())
    strings = header.pop("__metadata__", {})
    tensors = {}
    for name, about in header.items():
        start, end = about["data_offsets"]
        flat = torch.frombuffer(data[start:end], dtype=TYPES[about["dtype"]]) if end > start else torch.empty(0)
        tensors[name] = flat.float().reshape(about["shape"])
    return tensors, strings


def write(path, tensors, strings):
    header, pieces, end = {"__metadata__": strings}, [], 0
    for name, tensor in tensors.items():
        numbers = tensor.detach().float().cpu().contiguous()
        start, end = end, end + 4 * numbers.numel()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [start, end]}
        pieces.append(ctypes.string_at(numbers.data_ptr(), end - start))
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path + ".part", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(pieces))
    os.replace(path + ".part", path)


class Saved:
    """A model with all that training goes on from."""

    def __init__(self, path):
        tensors, self.strings = read(path)
        self.options = json.loads(self.strings["options"])
        self.tokens = json.loads(self.strings["vocabulary"])
        self.step, self.dealt, self.updates = (int(self.strings[key]) for key in ("step", "dealt", "updates"))
        self.rule = self.strings["optimizer"]
        self.model = GlassLM()
        with torch.no_grad():
            for name, parameter in self.model.named_parameters():
                parameter.copy_(tensors[name].T if name == "E" else tensors[name])
        # The optimizer's state lies in one piece each: E word by word, W, b, U, c.
        sizes = [parameter.numel() for parameter in self.model.parameters()]
        apart = lambda flat: [part.reshape(p.shape) for part, p in zip(flat.split(sizes), self.model.parameters())]
        self.first, self.second = (
            apart(tensors[name]) if name in tensors else None for name in ("optimizer.first", "optimizer.second")
        )

    def save(self, path):
        tensors = {name: p.T if name == "E" else p for name, p in self.model.named_parameters()}
        for name, moment in (("optimizer.first", self.first), ("optimizer.second", self.second)):
            if moment is not None:
                tensors[name] = torch.cat([part.reshape(-1) for part in moment])
        now = {"step": self.step, "dealt": self.dealt, "updates": self.updates, "optimizer": self.rule}
        write(path, tensors, {**self.strings, **{key: str(value) for key, value in now.items()}})


# --- the text: what a token is, and which examples there are

MARKS = {":": ":··՟״‧︓﹕：", ",": ",;;։،؍٬߸⁄︐︔﹐﹔，；", ".": ".‘’․﹒．", "q": "'＇", '"': '"'}
MARKS = {character: kind for kind, characters in MARKS.items() for character in characters}


def kind(character):
    """What Unicode's rules of words (UAX 29) make of a character, as a letter."""
    if character in MARKS:
        return MARKS[character]
    code, category, name = ord(character), unicodedata.category(character), unicodedata.name(character, "")
    if code == 0x200D:
        return "j"
    if category in ("Mn", "Me", "Mc") or code in (0x200C, 0xFF9E, 0xFF9F) or 0x1F3FB <= code <= 0x1F3FF:
        return "e"
    if category == "Cf" and code != 0x200B:
        return "f"
    if 0x1F1E6 <= code <= 0x1F1FF:
        return "R"
    if category == "Nd" or code == 0x066B:
        return "N"
    if category == "Pc" or code == 0x202F:
        return "X"
    if name.startswith(("KATAKANA", "HALFWIDTH KATAKANA")) or code == 0x30FC:
        return "K"
    if name.startswith("HEBREW LETTER"):
        return "H"
    if category[0] == "L" or category == "Nl":
        apart = ("CJK", "HIRAGANA", "THAI", "LAO", "KHMER", "MYANMAR", "TAI LE", "NEW TAI LUE")
        return "o" if name.startswith(apart) else "A"
    return "P" if category == "So" or code in (0x203C, 0x2049) else " " if category == "Zs" else "o"


_X = "[ejf]*"
_LETTERS = f"[AH]{_X}(?:(?:[:.q]{_X})?[AH]{_X})*"
_NUMBERS = f"N{_X}(?:(?:[,.q]{_X})?N{_X})*"
_RUN = f"(?:(?:{_LETTERS}|{_NUMBERS})+|(?:K{_X})+)"
WORD = re.compile(f"(?:X{_X})*{_RUN}(?:(?:X{_X})+{_RUN})*(?:X{_X})*|(?:X{_X})+|R{_X}R{_X}|.{_X}(?:(?<=j)P{_X})*")
CHARACTER = re.compile("R[ej]*R[ej]*|.[ej]*(?:(?<=j)P[ej]*)*")


UNSEEN = re.compile(
    "[\0-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U00013430-\U0001343f\U00016fe4\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
SHAPED = "[\u0620-\u08ff\u0900-\u0dff\u1800-\u18aa\ufb50-\ufdff\ufe70-\ufefc]"
ALIKE = {c: plain for plain, all in (("'", "‘’‚‛ʼ′´＇"), ('"', "“”„‟″＂"), ("-", "‐‑−﹣－")) for c in all}


def clean(text, options):
    """What a line end, a space and a letter are, as the page reads a text."""
    ends = lambda found: "\n" * max(1, found.group().count("\r") - found.group().endswith("\n"))
    text = re.sub("\r+\n?|[\v\f\x85\u2028\u2029]", ends, text)
    character = options["unit"] == "character"
    text = UNSEEN.sub("", text if character else text.replace("\u200b", " "))
    text = "".join(" " if c == "\u2800" or (c.isspace() and c not in "\n\t") else c for c in text)
    # A joiner stays where it joins: an emoji of several, a word of a script whose letters take another shape beside it.
    emoji = lambda c: kind(c) == "P" if c else False
    keep = lambda i: (re.match(SHAPED, text[i - 1 : i]) and (character or re.match(SHAPED, text[i + 1 : i + 2]))) or (
        text[i] == "\u200d" and emoji(re.sub("[\U0001f3fb-\U0001f3ff]", "", text[max(0, i - 2) : i])[-1:]) and emoji(text[i + 1 : i + 2])
    )
    text = "".join(c for i, c in enumerate(text) if c not in "\u200c\u200d" or (i > 0 and keep(i)))
    text = re.sub("(^|[\\s\u200b])([\u0300-\u036f\u20d0-\u20ff]+)", r"\1", text)  # a mark that has nothing to stand on
    text = unicodedata.normalize("NFC", text.lower() if options["lowercase"] else text)
    return "".join(ALIKE.get(c, c) for c in text) if options.get("fold") else text


def tokens(text, options):
    """The tokens of a text that is clean."""
    if options["unit"] == "space":
        yield from text.split()
        return
    kinds, word = "".join(map(kind, text)), options["unit"] == "word"
    for match in (WORD if word else CHARACTER).finditer(kinds):
        token = text[match.start() : match.end()]
        if not (token.isspace() if word else token[0] == "\u200b"):
            yield token


class Text:
    """A split of a text as examples: the ids of n words of context, and the id of the word that follows."""

    def __init__(self, text, saved, split="train"):
        options, ids = saved.options, {token: i for i, token in enumerate(saved.tokens)}
        self.boundary = ids["</s>"] if options["sentences"] else None
        self.unknown = ids.get("<unk>") if options["unknown"] else None

        def known(token):
            if token not in ids and self.unknown is None:
                raise SystemExit(f'"{token}" is not in the vocabulary, which is closed.')
            return ids.get(token, self.unknown)

        text = clean(text, options)
        if options["sentences"] == "punctuation":
            raise SystemExit("Cut the text into one sentence a line: this script does not know where a sentence ends.")
        if options["sentences"]:
            lines = re.split(r"\n[^\S\n]*\n", text) if options["sentences"] == "paragraph" else text.split("\n")
            if options["unit"] == "space":
                lines = [part for line in lines for part in re.split(r"(?<!\S)</s>(?!\S)", line)]
            units = [list(tokens(line.replace("\n", " "), options)) for line in lines]
            units = [unit for unit in units if any(not token.isspace() for token in unit)]
        else:
            units = list(tokens(text, options))
        if options.get("shuffle") is not None and split != "whole":
            units = shuffled(units, int(options["shuffle"]), bool(options["sentences"]))
        units = self.part(units, options["split"], split)
        if options["sentences"]:
            read = [[known(token) for token in unit] + [self.boundary] for unit in units]
            self.ids = torch.tensor([i for sentence in read for i in sentence])
            # How many words of the same sentence stand before each.
            self.before = torch.tensor([i for sentence in read for i in range(len(sentence))])
        else:
            self.ids, self.before = torch.tensor([known(token) for token in units]), None

    @staticmethod
    def part(units, fractions, split):
        if split == "whole":
            return units
        validation, test = (max(1, math.floor(len(units) * f + 0.5)) if f > 0 else 0 for f in fractions[1:])
        train = len(units) - validation - test
        start = {"train": 0, "validation": train, "test": train + validation}[split]
        return units[start : start + {"train": train, "validation": validation, "test": test}[split]]

    def __len__(self):
        return len(self.ids) - (CONTEXT if self.before is None else 0)

    def examples(self, index):
        target = index if self.before is not None else index + CONTEXT
        back = torch.arange(CONTEXT, 0, -1)
        contexts = self.ids[(target[:, None] - back).clamp(min=0)]
        if self.before is not None:
            contexts = torch.where(self.before[target][:, None] >= back, contexts, torch.tensor(self.boundary))
        return contexts, self.ids[target]


# --- chance: the page's own generator, PCG-XSH-RR 64/32 (O'Neill 2014)

M64 = (1 << 64) - 1


def splitmix(value):
    z = (value + 0x9E3779B97F4A7C15) & M64
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & M64
    z = (z ^ z >> 27) * 0x94D049BB133111EB & M64
    return z ^ z >> 31


class Chance:
    def __init__(self, seed, stream, number=0):
        self.increment = (splitmix(stream << 48 ^ number) << 1 | 1) & M64
        self.state = (self.increment + splitmix(seed)) * 6364136223846793005 + self.increment & M64

    def below(self, bound):
        while True:
            old, self.state = self.state, self.state * 6364136223846793005 + self.increment & M64
            shifted, turn = (old >> 18 ^ old) >> 27 & 0xFFFFFFFF, old >> 59
            product = (shifted >> turn | shifted << (32 - turn) & 0xFFFFFFFF) * bound
            if product & 0xFFFFFFFF >= (1 << 32) % bound:
                return product >> 32


def permutation(seed, epoch, length):
    """The order of the examples in one epoch."""
    chance, items = Chance(seed, 2, epoch), list(range(length))
    for i in range(length - 1, 0, -1):
        j = chance.below(i + 1)
        items[i], items[j] = items[j], items[i]
    return items


def shuffled(units, seed, sentences):
    """The order of the sentences, or of a stream's blocks, before the text is split."""
    size = 1 if sentences else min(1000, max(16, len(units) // 100))
    blocks, chance = [units[i : i + size] for i in range(0, len(units), size)], Chance(seed, 8)
    for i in range(len(blocks)):
        j = i + chance.below(len(blocks) - i)
        blocks[i], blocks[j] = blocks[j], blocks[i]
    return [unit for block in blocks for unit in block]


class Order:
    def __init__(self, seed, length, sequential):
        self.seed, self.length, self.sequential, self.epoch, self.items = seed, length, sequential, None, None

    def deal(self, dealt, count):
        out = []
        for i in range(dealt, dealt + count):
            if self.epoch != i // self.length:
                self.epoch = i // self.length
                self.items = None if self.sequential else permutation(self.seed, self.epoch, self.length)
            out.append(i % self.length if self.sequential else self.items[i % self.length])
        return torch.tensor(out)


# --- training: clip, then decay, then the rule


def begun(saved, options):
    """The step that the schedule counts from: the page's own where it is the same one, else this one."""
    last = json.loads(saved.strings.pop("schedule", "{}"))
    if options.schedule == "constant":
        return 0
    names = {"cosine": ["total"], "step": ["every", "factor"]}[options.schedule]
    asked = {"schedule": options.schedule, "rate": options.rate, **{name: getattr(options, name) for name in names}}
    start = options.since
    if start is None:
        start = last["from"] if last and {**last, **asked} == last else saved.step
    saved.strings["schedule"] = json.dumps({**asked, "from": start})
    return start


def rate_at(options, step):
    if options.schedule == "cosine":
        return options.rate / 2 * (1 + math.cos(math.pi * min(step, options.total) / options.total))
    return options.rate * options.factor ** (step // options.every) if options.schedule == "step" else options.rate


@torch.no_grad()
def update(saved, options, rate):
    parameters = list(saved.model.parameters())
    gradients = [p.grad for p in parameters]
    if options.clip is not None:
        norm = math.sqrt(sum(float(g.double().pow(2).sum()) for g in gradients))
        if norm > options.clip:
            gradients = [g * (options.clip / norm) for g in gradients]
    if saved.rule != options.optimizer:  # another rule begins with a cleared state
        saved.rule, saved.updates, saved.first, saved.second = options.optimizer, 0, None, None
    zeros = lambda: [torch.zeros_like(p) for p in parameters]
    if saved.rule != "sgd" and saved.first is None:
        saved.first = zeros()
    if saved.rule == "adamw" and saved.second is None:
        saved.second = zeros()
    saved.updates += 1
    for i, (theta, g) in enumerate(zip(parameters, gradients)):
        theta.mul_(1 - rate * options.weight_decay)
        if saved.rule == "sgd":
            theta.sub_(rate * g)
        elif saved.rule == "momentum":
            v = saved.first[i].mul_(options.momentum).add_(g)
            theta.sub_(rate * v)
        else:
            m = saved.first[i].mul_(options.beta1).add_((1 - options.beta1) * g)
            v = saved.second[i].mul_(options.beta2).add_((1 - options.beta2) * g * g)
            m, v = m / (1 - options.beta1**saved.updates), v / (1 - options.beta2**saved.updates)
            theta.sub_(rate * (m / (v.sqrt() + options.epsilon)))


def train(saved, options):
    """One process, or one of many that torchrun started: each takes its share of every batch."""
    if options.rate * options.weight_decay >= 2:
        raise SystemExit(f"rate * weight decay must be below 2: give a --weight-decay below {2 / options.rate:.4g}.")
    world, rank = int(os.environ.get("WORLD_SIZE", 1)), int(os.environ.get("RANK", 0))
    device = options.device or ("cuda" if torch.cuda.is_available() else "cpu")
    if device == "cuda":
        device = f"cuda:{os.environ.get('LOCAL_RANK', 0)}"
    network = saved.model.to(device)
    if world > 1:
        torch.distributed.init_process_group("nccl" if device.startswith("cuda") else "gloo")
        network = torch.nn.parallel.DistributedDataParallel(network)
    saved.first, saved.second = (m and [part.to(device) for part in m] for m in (saved.first, saved.second))
    text = Text(open(options.text, encoding="utf-8").read(), saved, options.split)
    order = Order(int(saved.options["seed"]), len(text), options.order == "sequential")
    start = begun(saved, options)
    log = open(options.losses, "w") if options.losses and rank == 0 else None
    for _ in range(options.steps):
        contexts, targets = text.examples(order.deal(saved.dealt, options.batch)[rank::world])
        losses = F.cross_entropy(network(contexts.to(device)), targets.to(device), reduction="sum") / options.batch
        saved.model.zero_grad()
        # DistributedDataParallel takes the mean over the processes of what should be their sum.
        (losses * world).backward()
        loss = losses.detach()
        if world > 1:
            torch.distributed.all_reduce(loss)
        if not math.isfinite(loss.item()):
            raise SystemExit(f"The loss at step {saved.step} is not a finite number: try a smaller rate, or --clip 1.")
        update(saved, options, rate_at(options, saved.step - start))
        saved.step, saved.dealt = saved.step + 1, saved.dealt + options.batch
        if log:
            print(json.dumps({"step": saved.step, "loss": loss.item()}), file=log)
        if rank == 0 and (saved.step % 100 == 0 or _ == options.steps - 1):
            print(f"step {saved.step}  loss {loss.item():.4f}", flush=True)
    if rank == 0:
        saved.save(options.out)
        print(f"{options.out} opens in GlassLM.")
    if world > 1:
        torch.distributed.destroy_process_group()


@torch.no_grad()
def evaluate(saved, options):
    """Nats per token, a mean over all predictions; perplexity = exp of it."""
    text = Text(open(options.text, encoding="utf-8").read(), saved, options.split)
    total = 0.0
    for index in torch.arange(len(text)).split(1024):
        contexts, targets = text.examples(index)
        total += float(F.cross_entropy(saved.model(contexts).double(), targets, reduction="sum"))
    nll, targets = total / len(text), text.examples(torch.arange(len(text)))[1]
    count = lambda token: 0 if token is None else int((targets == token).sum())
    figures = {"nll": nll, "perplexity": math.exp(nll), "bits": nll / math.log(2), "tokens": len(text)}
    print(json.dumps({**figures, "unknown": count(text.unknown), "boundaries": count(text.boundary)}))


@torch.no_grad()
def predict(saved, options):
    ids = {token: i for i, token in enumerate(saved.tokens)}
    context = [ids.get(token, ids.get("<unk>")) for token in tokens(clean(options.text, saved.options), saved.options)][-CONTEXT:]
    if None in context or (len(context) < CONTEXT and not saved.options["sentences"]):
        raise SystemExit(f"The context must be {CONTEXT} tokens of the vocabulary.")
    context = [ids["</s>"]] * (CONTEXT - len(context)) + context if saved.options["sentences"] else context
    probabilities = F.softmax(saved.model(torch.tensor([context]))[0], 0)
    if options.json:
        print(json.dumps(probabilities.tolist()))
    else:
        for p, i in zip(*(found.tolist() for found in probabilities.topk(min(10, VOCABULARY)))):
            print(f"{p:8.4f}  {saved.tokens[i]!r}")


def main():
    here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "model.safetensors")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default=here, help="the saved model (model.safetensors beside this file)")
    commands = parser.add_subparsers(required=True)

    def command(name, call, text):
        one = commands.add_parser(name, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
        one.set_defaults(call=call)
        one.add_argument("text", help=text)
        return one.add_argument

    option = command("predict", predict, "the words before")
    option("--json", action="store_true", help="every probability, by id")
    option = command("evaluate", evaluate, "a text file")
    option("--split", default="whole", choices=["whole", "train", "validation", "test"], help="which part of the text")
    option = command("train", train, "a text file")
    option("--split", default="train", choices=["whole", "train"], help="which part of the text")
    option("--steps", type=int, default=1000)
    option("--batch", type=int, default=RULE.get("batch", 32))
    option("--rate", type=float, default=RULE.get("rate", 0.1))
    option("--optimizer", default=RULE.get("optimizer", "sgd"), choices=["sgd", "momentum", "adamw"])
    option("--momentum", type=float, default=RULE.get("momentum", 0.9))
    option("--beta1", type=float, default=0.9)
    option("--beta2", type=float, default=0.999)
    option("--epsilon", type=float, default=1e-8)
    option("--weight-decay", type=float, default=RULE.get("weightDecay", 0.0))
    option("--clip", type=float, default=RULE.get("clip"), help="the largest norm of a gradient")
    option("--schedule", default=RULE.get("schedule", "constant"), choices=["constant", "cosine", "step"])
    option("--total", type=int, default=RULE.get("total", 5000), help="steps of the cosine")
    option("--every", type=int, default=RULE.get("every", 1000), help="steps between two drops of the step schedule")
    option("--factor", type=float, default=RULE.get("factor", 0.1), help="what a drop multiplies the rate by")
    option("--since", type=int, help="the step that the schedule counts from (the one that it began at)")
    option("--order", default="random", choices=["random", "sequential"])
    option("--device", help="cpu, cuda, mps (a graphics card where PyTorch finds one)")
    option("--out", default="trained.safetensors")
    option("--losses", help="a file for each step's loss, as JSON lines")
    options = parser.parse_args()
    options.call(Saved(options.model), options)


if __name__ == "__main__":
    main()
