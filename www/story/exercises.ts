// The exercises: what each kind asks, and the way to its answer, with the numbers that the engine gives by their names in braces.
// `tests/exercises.rs` writes the list of kinds and names (views/exercises/kinds.json); a unit test holds this file to it.

import { told } from "./told.ts";

export interface ExerciseWords {
  /** The numbers that the question is about, where nothing else shows them. */
  readonly given?: string;
  readonly ask: string;
  /** The way to the answer, a line a step. */
  readonly way: readonly string[];
}

export const exercises = told("exercises", {
  title: "Check yourself",
  lead: "Questions on this chapter about the model as it is now. The same seed gives everyone the same questions. Your answers stay while you look things up.",
  none: "No question of this chapter fits this model. Open one of the bundled texts.",
  unknown: "This version has no words for the question “{kind}”.",
  seedOf: "Seed {seed}",
  another: "Another one",
  verdict: "Verdict",
  moved:
    "The model has changed since this question was asked. The question now is about the present model; your answer was not marked.",
  place: "Question {number} of {all}",
  score: "{right} of {answered} right, {all} questions in all",
  answer: "Your answer",
  tolerance: "right within 1%",
  whole: "a whole number",
  check: "Check",
  again: "Ask again about the model as it is now",
  on: "Answered at step {step}. The question shows the numbers from then.",
  choose: "Choose one of the answers first.",
  right: "Right: {answer}.",
  wrong: "Not right. It is {answer}.",
  way: "The way to it",
  previous: "Previous question",
  next: "Next question",
  curve: "A loss curve: {values}",
  line: "Lines of the training text",
  unstored: "This browser stores nothing for this page. Your answers last until you close the page.",
} as const);

/** What the engine calls by a name. */
export const names = told("names", {
  training: "the training set",
  validation: "the validation set",
  test: "the test set",
  "learn-weights": "learn the weights",
  "make-vocabulary": "make the vocabulary",
  "choose-rate": "choose the learning rate",
  "choose-steps": "choose when to stop",
  report: "report the final result",
  extrinsic: "extrinsic",
  intrinsic: "intrinsic",
  "word-errors": "the words that a speech recogniser gets wrong",
  "typing-time": "the time that typing a message takes",
  "translation-grade": "the grades that people give a translation",
  "validation-perplexity": "the perplexity on the validation set",
  "bits-per-character": "the bits per character of a held-out text",
  "mean-loss": "the mean loss on the test set",
  yes: "yes",
  no: "no",
  "same-all": "a network and a trigram, on the same tokens with the same vocabulary",
  "same-seed-apart": "two networks that differ only in their seed, on the same validation set",
  "other-vocabulary": "two models with vocabularies of 1,000 and 10,000 words",
  "other-text": "one model on a novel, another on a newspaper",
  "words-and-characters": "a model of words and a model of characters, per token",
  "can-change": "It can change the prediction.",
  "cannot-change": "It cannot change the prediction.",
  "step-lookup": "look up the context words in E and join their columns into e",
  "step-affine": "multiply by W",
  "step-activation": "apply the activation",
  "step-logits": "multiply by U",
  "step-softmax": "apply the softmax",
  tanh: "tanh",
  sigmoid: "sigmoid",
  relu: "ReLU",
  "with-biases": "with biases b and c",
  "without-biases": "without biases",
  "matrix-E": "E",
  "matrix-W": "W",
  "matrix-U": "U",
  "w-rises": "w rises",
  "w-falls": "w falls",
  "neg-log-sum": "negative log likelihood of all tokens, nats",
  "mean-nats": "cross-entropy, nats per token",
  "mean-bits": "cross-entropy, bits per token",
  perplexity: "perplexity",
  tokens: "tokens predicted, ends of sentences included",
  largest: "largest logit",
  "exp-1": "exp(z₁ − largest)",
  "exp-2": "exp(z₂ − largest)",
  "exp-3": "exp(z₃ − largest)",
  sum: "sum of the exponentials",
  "yhat-1": "ŷ₁",
  "m-after": "m after the step",
  "v-after": "v after the step",
  "m-hat": "m̂, corrected",
  "v-hat": "v̂, corrected",
  "theta-after": "θ after the step",
  h: "h = tanh(w x)",
  "dz-1": "dz₁",
  dh: "dh",
  da: "da",
  dw: "dw",
  "no-correction": "the bias correction is missing",
  "mean-for-sum": "a mean and a sum are confused",
  coupled: "the decay went into the gradient; AdamW applies it to the weight",
  "no-shift": "the largest logit was not subtracted",
  "half-shift": "a shifted sum divides an unshifted exponential",
  "times-ln-2": "the conversion between nats and bits goes the other way",
  "nats-as-bits": "2 was raised to nats; e belongs to nats, 2 to bits",
  "wrong-count": "the sum was divided by a count other than the tokens",
  "no-ends": "the ends of the sentences are predicted too, but were not counted",
  "no-truth": "the one-hot target was not subtracted: dz = ŷ − y",
  "no-square": "the slope of tanh is 1 − h², not 1 − h",
  "no-input": "the factor x is missing",
  "columns-w1": "those of the weights in row 1 of W",
  "columns-w2": "those of the weights in row 2 of W",
  "columns-w3": "those of the weights in row 3 of W",
  "first-column-zero": "its first column is zero",
  "second-column-zero": "its second column is zero",
  "all-zero": "all of it is zero",
  "nothing-changes": "nothing",
  "loss-rises": "it rises",
  "loss-falls": "it falls",
  "loss-stays": "it stays the same",
  "target-only": "only that of the right class",
  "all-but-target": "all but that of the right class",
  "none-of-them": "none of them",
  "all-of-them": "all of them",
  "w-11": "w₁₁",
  "w-12": "w₁₂",
  "w-21": "w₂₁",
  "w-22": "w₂₂",
  "w-31": "w₃₁",
  "w-32": "w₃₂",
  "h-1": "hidden unit 1",
  "h-2": "hidden unit 2",
  "still-learns": "yes",
  "gradient-zero": "no, its gradient would be zero",
} as const satisfies Readonly<Record<string, string>>);

/** What is said of an answer that a classic mistake gives. */
export const misses = told("misses", {
  sum: "That is the sum.",
  mean: "That is the mean.",
  product: "That is the product.",
  difference: "That is the difference; the question asks for a factor.",
  inverse: "That is the inverse.",
  sign: "The sign is wrong.",
  "log-of-sum": "That is the log of the sum; take the sum of the logs.",
  "base-10": "That is the logarithm to base 10.",
  "base-2": "Nats go with e, not with 2.",
  "base-e": "Bits go with 2, not with e.",
  nats: "That is in nats, or uses the natural logarithm.",
  bits: "That is in bits.",
  "off-by-one": "You are off by one: the context has n words, and the predicted word is one more.",
  "no-lengths": "That is the dot product; divide by the lengths.",
  "all-of-w": "That is all of W; the question asks for what is added.",
  "one-position": "That is for one position only.",
  "history-only": "That counts the history; the last word must follow it.",
  "all-pairs": "Divide by the pairs that begin with the history, not by all pairs.",
  types: "Count occurrences, not different words.",
  "no-smoothing": "That is without smoothing.",
  "no-size": "In the denominator, k is added once for each word of the vocabulary.",
  swapped: "The weights are swapped.",
  frequency: "That is the word’s frequency. Continuation counts the different words before it.",
  "no-discount": "The discount D was not subtracted.",
  "no-lower-order": "The share of the lower order is missing.",
  "all-counts": "D is taken off each different follower, not off each occurrence.",
  last: "That is the last step, not the lowest loss.",
  "one-split": "Two splits are held out.",
  "times-ln-2": "That multiplies by ln 2; divide.",
  "over-ln-2": "That divides by ln 2; multiply.",
  "log-of-mean": "That is the log of the mean; take the mean of the logs.",
  points: "That is the difference in percentage points of words put right.",
  "over-right": "That is relative to the words put right; take the errors that remain.",
  "no-log": "The logarithm is missing.",
  "of-the-percent": "Take the logarithm of the probability, not of the percentage.",
  arithmetic: "That is an arithmetic mean; perplexity takes the geometric one.",
  "no-root": "The root is missing: take the mean per word.",
  log: "That is its logarithm: the loss.",
  "wrong-count": "The end of the sentence is predicted too: count it.",
  "no-minus": "The minus sign of the exponent is missing.",
  "all-names": "That counts all outcomes as equally likely.",
  "all-equal": "They are not equally likely.",
  "all-strings": "That counts whole strings; perplexity is per digit.",
  sizes: "Mind the signs of the products.",
  nothing: "That is a itself: the activation is missing.",
  "no-sum": "Divide by the sum of all exponentials.",
  "no-exponential": "Take the exponentials first.",
  times: "A shift of all logits changes nothing.",
  "no-embeddings": "The embeddings are weights too.",
  complement: "The loss is a logarithm, not 1 − ŷ.",
  perplexity: "That is the perplexity; the loss is its logarithm.",
  factor: "That is the factor; the loss falls by its logarithm.",
  "with-target": "The target is not read: it has no column in this gradient.",
  "other-word": "For the target, y is 1: subtract it.",
  target: "For a word that is not the target, y is 0.",
  "no-slope": "The slope of the activation is missing.",
  uphill: "A step goes against the gradient.",
  "no-rate": "Multiply the gradient by the learning rate.",
  "no-last-batch": "The last, smaller batch is a step too.",
  "no-momentum": "The momentum is missing.",
  "no-correction": "The bias correction is missing.",
  "no-root-v": "Divide by the square root of v̂.",
  "decay-sign": "The decay makes the weight smaller.",
  "cut-off": "Clipping scales the whole gradient by one factor.",
  "no-clip": "The norm is above the limit: scale the gradient.",
  "other-input": "That is the other input’s.",
  "no-input": "The factor x is missing.",
} as const satisfies Readonly<Record<string, string>>);

/** The numbers of the Primer's questions, where the Primer does not show them. */
const CLASSIFIER =
  "A network with two inputs and three classes has x = ({x}) and W = ({W}), row by row, without a bias. Class {target} is right.";
const HIDDEN =
  "A network with two inputs, two tanh units and three classes has x = ({x}), W = ({W}) and U = ({U}), row by row, without biases. Class {target} is right.";

export const kinds = told("kinds", {
  "likeliest-word": {
    ask: "Guess first: after “{context}”, which of these words does the model give the largest probability?",
    way: [
      "The model gives “{word}” {p}, more than each of the others.",
      "Open Predict with this context to see the whole list.",
    ],
  },
  "what-is-left": {
    ask: "After “{context}” the model gives the three likeliest words ({words}) the probabilities {shares}. What do the other {others} words get together?",
    way: ["All probabilities add up to 1.", "These three have {sum}, so 1 − {sum} = {answer} is left."],
  },
  "is-a-distribution": {
    ask: "Which of these lists is a probability distribution?",
    way: ["No probability is below 0, and together they are 1.", "{answer} is the only list with both."],
  },
  "product-of-factors": {
    ask: "The model gives the first words of “{words}” the factors {factors}. What is their product?",
    way: ["The chain rule multiplies: the first two give {first}.", "Times the third factor: {answer}."],
  },
  "missing-factor": {
    ask: "“{words}”: the first two factors are {known}, and the product of all three is {product}. What is the third factor?",
    way: ["The first two give {others}.", "{product} / {others} = {answer}."],
  },
  "sum-of-logs": {
    ask: "Three factors are {factors}. What is ln P(S), the natural logarithm of their product?",
    way: ["The product is {product}.", "Its natural logarithm, which is the sum of the three logarithms, is {answer}."],
  },
  "falls-by": {
    ask: "In “{words}” the model gives “{word}” {before}. Another model gives it {after}, and all other factors are the same. By which factor does P(S) fall?",
    way: ["All other factors cancel.", "{before} / {after} = {answer}."],
  },
  "likelier-order": {
    ask: "Guess first: which of the two does the model find more probable?",
    way: [
      "ln P is {larger} for the more probable one and {smaller} for the other.",
      "It is {ratio} times as probable.",
    ],
  },
  "times-as-probable": {
    ask: "Two sentences have log₁₀ P(S) = {first} and {second}. How many times as probable as the second is the first?",
    way: ["Differences of logarithms are ratios: {first} − ({second}) = {difference}.", "10^{difference} = {answer}."],
  },
  "possible-ngrams": {
    ask: "The vocabulary has {words} tokens. How many different {order}-grams are possible?",
    way: ["Each of the {order} places can hold each of the {words} tokens.", "{words}^{order} = {answer}."],
  },
  "what-it-reads": {
    ask: "“{words} ___”: what does a {order}-gram model read to predict the next word?",
    way: ["An n-gram model reads the last n − 1 words: {back} here.", "Those are “{answer}”."],
  },
  "order-of-the-network": {
    ask: "The network reads {n} words of context. Which order has the n-gram model that makes the same assumption?",
    way: ["An n-gram model of order k reads k − 1 words.", "{n} words of context and the word itself: {answer}."],
  },
  "count-a-bigram": {
    ask: "In these lines of the training text, how often is “{h}” followed by “{w}”? Do not count across lines.",
    way: ["Go through each line and count each place where “{w}” follows “{h}” directly.", "There are {answer}."],
  },
  "count-a-trigram": {
    ask: "How often does the sequence “{words}” occur in these lines? Do not count across lines.",
    way: ["All three tokens must follow each other directly.", "There are {answer}."],
  },
  "share-of-a-follower": {
    ask: "From these lines alone, and within lines: what is the maximum likelihood estimate of P({w} | {h})?",
    way: ["“{h}” is followed by something {total} times, and by “{w}” {count} times.", "{count} / {total} = {answer}."],
  },
  "add-k": {
    ask: "From these lines alone, with add-k smoothing, k = {k}, and the {size} different tokens of these lines as vocabulary: what is P({w} | {h})?",
    way: [
      "count({h} {w}) = {count}, and “{h}” is followed by something {total} times.",
      "({count} + {k}) / ({total} + {k} · {size}) = {answer}.",
    ],
  },
  interpolation: {
    ask: "A bigram model gives a word {high}, a unigram model {low}. The bigram has the weight λ = {weight}. What does their interpolation give?",
    way: ["The unigram has the weight 1 − {weight} = {rest}.", "{weight} · {high} + {rest} · {low} = {answer}."],
  },
  continuation: {
    ask: "In these lines, what is the Kneser-Ney continuation probability of “{w}”: the different words before it, divided by the number of different bigrams?",
    way: [
      "{before} different tokens stand before “{w}”.",
      "There are {types} different bigrams: {before} / {types} = {answer}.",
    ],
  },
  "kneser-ney": {
    ask: "A bigram occurs {count} times, its history {total} times with {followers} different followers. D = {D}, and the lower order gives the word {lower}. What is the interpolated Kneser-Ney probability?",
    way: [
      "The count keeps ({count} − {D}) / {total} = {kept}.",
      "The history passes on {D} · {followers} / {total} = {left}.",
      "{kept} + {left} · {lower} = {answer}.",
    ],
  },
  "left-over": {
    ask: "With a discount of D = {D}, which share does the history “{h}” pass on to the lower order, counted in these lines?",
    way: [
      "“{h}” has {followers} different followers in {total} places.",
      "D is taken off each different follower: {D} · {followers} / {total} = {answer}.",
    ],
  },
  "which-curve": {
    ask: "The curve shows a loss during training. The run has begun to overfit. Which split is it?",
    way: [
      "The training loss keeps falling; the validation loss turns and rises.",
      "This one is lowest at its point {lowest}, counted from 0: it belongs to {answer}.",
    ],
  },
  "where-to-stop": {
    ask: "Validation losses, one every {every} steps, the first at step {every}: {losses}. At which step would you stop?",
    way: ["The lowest is {loss}.", "It was measured at step {answer}."],
  },
  "how-many-held-out": {
    ask: "A text has {sentences} sentences. {percent}% go to validation, {percent}% to test. How many are left for training?",
    way: ["Each held-out split has {held} sentences.", "{sentences} − 2 · {held} = {answer}."],
  },
  "which-split": {
    ask: "Which split do you use to {task}?",
    way: ["Training fits, validation chooses, test is looked at once.", "To {task}: {answer}."],
  },
  "nats-to-bits": {
    ask: "A cross-entropy is {nats} nats. How many bits is that?",
    way: ["One bit is ln 2 = 0.693 nats.", "{nats} / 0.693 = {answer}."],
  },
  "bits-to-nats": {
    ask: "A cross-entropy is {bits} bits. How many nats is that?",
    way: ["One bit is ln 2 = 0.693 nats.", "{bits} · 0.693 = {answer}."],
  },
  "entropy-of-words": {
    ask: "The model gives the tokens of “{words}” the probabilities {shares}. What is its cross-entropy on them, in nats per token?",
    way: ["The negative natural logarithms add up to {sum}.", "Divided by 3 tokens: {answer}."],
  },
  "power-of-ten": {
    ask: "A text of {tokens} tokens has a mean loss of {mean} nats. Its likelihood is ten to which power?",
    way: ["ln P = −{sum}.", "Divide by ln 10 = 2.3026: {answer}."],
  },
  "wrong-entropy": {
    ask: "A model gives four tokens the probabilities {shares}. One number on this page is wrong. Which?",
    way: ["“{row}” should be {right}; the page says {shown}.", "The mistake: {mistake}."],
  },
  "extrinsic-or-intrinsic": {
    ask: "Is {measure} an extrinsic or an intrinsic evaluation of a language model?",
    way: [
      "Extrinsic: how well a task goes with the model inside. Intrinsic: measured on the model alone.",
      "So it is {answer}.",
    ],
  },
  "errors-fall": {
    ask: "Of {typos} typos a corrector puts right {first}% with one model and {second}% with another. By how many per cent do the errors that remain fall?",
    way: ["{before}% remained before, {after}% remain after.", "({before} − {after}) / {before} is {answer}%."],
  },
  "may-be-compared": {
    ask: "May the perplexities of these be compared: {pair}?",
    way: ["Perplexities compare only on the same tokens under the same vocabulary.", "So: {answer}."],
  },
  "bits-per-character": {
    ask: "A model of words has perplexity {perplexity}. A word has {characters} characters on average, its space included. How many bits per character are that?",
    way: ["log₂ {perplexity} = {bits} bits per word.", "{bits} / {characters} = {answer}."],
  },
  "bits-of-a-stake": {
    ask: "In the Shannon game you stake {percent}% on the word that comes. How many bits of surprisal is that?",
    way: ["The probability is {p}.", "−log₂ {p} = {answer}."],
  },
  "perplexity-of-stakes": {
    ask: "In three rounds you staked these percentages on the words that came: {percents}. What is your perplexity?",
    way: ["The product of the three probabilities is {product}.", "To the power of −1/3: {answer}."],
  },
  "uniform-guess": {
    ask: "A model gives each of the {words} tokens of this vocabulary the same probability. What is its perplexity?",
    way: ["Perplexity counts equally likely choices.", "There are {answer}."],
  },
  "perplexity-of-bits": {
    ask: "A cross-entropy is {bits} bits. What is the perplexity?",
    way: ["With bits the base is 2.", "2^{bits} = {answer}."],
  },
  "perplexity-of-nats": {
    ask: "A loss is {nats} nats. What is the perplexity?",
    way: ["With nats the base is e.", "e^{nats} = {answer}."],
  },
  "perplexity-of-a-sentence": {
    ask: "The model gives “{words}” P(S) = {p}, in {count} predictions (its end counts, where it has one). What is its perplexity on it?",
    way: ["Perplexity is P(S)^(−1/N) with N = {count}.", "{p}^(−1/{count}) = {answer}."],
  },
  "wrong-perplexity": {
    ask: "A model was evaluated on {sentences} sentences of {words} words each. One number on this page is wrong. Which?",
    way: ["“{row}” should be {right}; the page says {shown}.", "The mistake: {mistake}."],
  },
  "bits-saved": {
    ask: "One model has perplexity {high}, another {low} on the same tokens. How many bits per token does the second one save?",
    way: ["{high} / {low} = {ratio}.", "log₂ {ratio} = {answer}."],
  },
  "best-of-three": {
    ask: "Three models were measured on the same tokens, each in a different unit. Which is best?",
    way: ["In nats they have {nats}, in the order of the list.", "The lowest is best: {answer}."],
  },
  switchboard: {
    ask: "Operator, Sales and Support get a quarter of the calls each; {names} names share the last quarter equally. What is the perplexity of the next call?",
    way: [
      "Each name has probability 1 / {each}.",
      "3 · ¼ · log₂ 4 + ¼ · log₂ {each} = {bits} bits.",
      "2^{bits} = {answer}.",
    ],
  },
  "branching-of-shares": {
    ask: "Three words have the probabilities {shares}. What is the perplexity of this distribution?",
    way: ["Its entropy −Σ p log₂ p is {bits} bits.", "2^{bits} = {answer}."],
  },
  digits: {
    ask: "A source writes strings of {length} symbols. Each symbol is one of {digits}, all equally likely. What is its perplexity per symbol?",
    way: ["Perplexity is per symbol, however long the string is.", "There are {answer} equally likely choices."],
  },
  "which-comes-next": {
    ask: "In the forward pass, what comes directly after this step: {step}?",
    way: ["The five steps: look up and join, W, activation, U, softmax.", "Next: {answer}."],
  },
  "length-of-e": {
    ask: "This network reads {n} words with embeddings of {d} numbers. How long is e?",
    way: ["The columns are joined end to end.", "{n} · {d} = {answer}."],
  },
  "row-times-e": {
    ask: "A row of W is ({row}), and e is ({e}). What is this entry of a = W e?",
    way: ["The products are {terms}.", "Their sum is {answer}."],
  },
  bend: {
    ask: "A hidden unit has a = {a}. With {activation}, what is h?",
    way: ["Apply {activation} to {a}.", "h = {answer}."],
  },
  softmax: {
    ask: "The logits are {z}. What is the softmax’s probability number {at}?",
    way: ["The exponentials are {e}; their sum is {sum}.", "Exponential number {at} divided by the sum: {answer}."],
  },
  "shifted-softmax": {
    ask: "For the logits {z} the first probability is {before}. Now {shift} is added to every logit. What is the first probability?",
    way: ["Each exponential, and so their sum, is multiplied by the same number.", "Nothing changes: {answer}."],
  },
  "wrong-softmax": {
    ask: "The softmax of the logits {z}, computed in the stable way. One number on this page is wrong. Which?",
    way: ["“{row}” should be {right}; the page says {shown}.", "The mistake: {mistake}."],
  },
  "count-parameters": {
    ask: "|V| = {words}, n = {n}, d = {d}, H = {H}, {biases}. How many weights does the network learn?",
    way: ["E has {E}, W has {W}, U has {U}, biases {bias}.", "Together: {answer}."],
  },
  "which-shape": {
    ask: "|V| = {words}, n = {n}, d = {d}, H = {H}. What is the shape of {matrix}, as rows and columns?",
    way: ["E is d × |V|, W is H × n·d, U is |V| × H.", "So {matrix} has {answer}."],
  },
  "largest-matrix": {
    ask: "|V| = {words}, n = {n}, d = {d}, H = {H}. Which matrix has the most weights?",
    way: ["E, W and U have {sizes} weights.", "The largest is {answer}."],
  },
  "loss-of-an-example": {
    ask: "After “{context}” the word “{target}” came, and the model had given it {p}. What is the loss, in nats?",
    way: ["L = −ln ŷ[target].", "−ln {p} = {answer}."],
  },
  "first-loss": {
    ask: "Before any training the network gives all {words} tokens about the same probability. What is its first loss, in nats?",
    way: ["Each token has about {p}.", "−ln {p} = ln {words} = {answer}."],
  },
  "loss-falls-by": {
    ask: "After “{context}” training raises the probability of the target “{target}” from {p} to {after}. By how many nats does its loss fall?",
    way: ["The probability is {factor} times as large.", "ln {factor} = {answer}."],
  },
  "which-column-changes": {
    ask: "Guess first: one plain SGD step on “{context}” → “{target}”. Which of these words’ columns of E changes?",
    way: [
      "Only columns that were read get a gradient. The target is not read in this example.",
      "“{word}” is in the context.",
    ],
  },
  "how-many-columns": {
    ask: "One example: “{context}” → “{target}”. At most how many of the {words} columns of dE are not zero?",
    way: ["Each different token of the context has one column.", "There are {answer}."],
  },
  "dz-of-the-target": {
    ask: "After “{context}” the model gives the target “{target}” {p}. What is dz at the target?",
    way: ["dz = ŷ − y, and y is 1 at the target.", "{p} − 1 = {answer}."],
  },
  "dz-of-another": {
    ask: "After “{context}” the target is “{target}”. The model gives “{word}” {p}. What is dz at “{word}”?",
    way: ["dz = ŷ − y, and y is 0 at every other word.", "So dz is ŷ itself: {answer}."],
  },
  "an-entry-of-du": {
    ask: "At the target “{target}” dz is {dz}, and hidden unit {unit} has h = {h}. What is dU at the target’s row and this unit’s column?",
    way: ["dU = dz hᵀ: each entry is one product.", "{dz} · {h} = {answer}."],
  },
  "through-the-bend": {
    ask: "Hidden unit {unit} has h = {h} and dh = {dh}. The activation is {activation}. What is da?",
    way: ["The slope of {activation} there is {slope}.", "{dh} · {slope} = {answer}."],
  },
  "grows-by-word": {
    ask: "n = {n}, d = {d}, H = {H}, |V| = {words}. How many weights does the network gain if it reads one word more?",
    way: ["Only W grows, by a block of H × d. Counts could become {words} times as many.", "{H} · {d} = {answer}."],
  },
  "nearest-column": {
    ask: "Guess first: which of these words has the column of E nearest to that of “{word}”, by cosine?",
    way: [
      "“{nearest}” has the cosine {cosine}.",
      "Words that are used alike come to lie near each other, once the model is trained.",
    ],
  },
  cosine: {
    ask: "What is the cosine of the angle between ({a}) and ({b})?",
    way: ["The dot product is {dot}, the product of the lengths {lengths}.", "{dot} / {lengths} = {answer}."],
  },
  "outside-the-window": {
    ask: "The network reads n = {n} words. You change the word {back} places before the predicted one. What can that do to the prediction?",
    way: ["The window reaches {n} places back.", "{answer}"],
  },
  "products-per-token": {
    ask: "d = {d}, H = {H}, and W is widened to read {n} words. How many multiplications does W e take for each predicted token?",
    way: ["W is H × n·d, one multiplication for each weight.", "{H} · {n} · {d} = {answer}."],
  },
  "sgd-update": {
    ask: "A weight is θ = {theta}, its gradient {gradient}, the learning rate {rate}. What is it after one step of plain SGD?",
    way: [
      "The step is {rate} · {gradient} = {step}, and it goes against the gradient.",
      "{theta} − {step} = {answer}.",
    ],
  },
  "batch-gradient": {
    ask: "Four examples of a minibatch give a weight the gradients {gradients}. What is the gradient of the batch’s loss, which is a mean?",
    way: ["They add up to {sum}.", "{sum} / 4 = {answer}."],
  },
  "steps-of-an-epoch": {
    ask: "There are {examples} training examples and the batch size is {batch}. How many steps does one epoch take, the last, smaller batch included?",
    way: ["{examples} / {batch} = {quotient}.", "Rounded up: {answer}."],
  },
  "momentum-update": {
    ask: "θ = {theta}, v = {v}, gradient {gradient}, learning rate {rate}, momentum 0.9. What is θ after v ← 0.9 v + gradient and θ ← θ − rate · v?",
    way: ["v becomes {after}.", "{theta} − {rate} · {after} = {answer}."],
  },
  "adamw-update": {
    ask: "θ = {theta}, gradient {gradient}, m = {m}, v = {v}, this is update number {t}. Rate {rate}, weight decay {decay}, β₁ = 0.9, β₂ = 0.999, ε ≈ 0. What is θ after one AdamW step?",
    way: [
      "m becomes {m-after}, v becomes {v-after}.",
      "Corrected: m̂ = {m-hat}, v̂ = {v-hat}.",
      "The decay leaves {kept} of θ.",
      "{kept} − {rate} · m̂ / √v̂ = {answer}.",
    ],
  },
  "wrong-adamw": {
    ask: "One AdamW step: θ = {theta}, gradient {gradient}, m = {m}, v = {v} before update number {t}, rate {rate}, weight decay {decay}, β₁ = 0.9, β₂ = 0.999. One number on this page is wrong. Which?",
    way: ["“{row}” should be {right}; the page says {shown}.", "The mistake: {mistake}."],
  },
  clip: {
    ask: "A gradient is ({gradient}). It is clipped to a norm of {clip}. What is its first entry then?",
    way: ["Its norm is {norm}, so it is scaled by {factor}.", "The first entry becomes {answer}."],
  },
  "dz-by-hand": {
    ask: "ŷ = ({yhat}), and class {target} is the target. What is dz at class {at}?",
    way: ["dz = ŷ − y, and y is {y} there.", "dz = {answer}."],
  },
  "dw-by-hand": {
    ask: "z = W x, ŷ = ({yhat}), class 1 is the target, x = ({x}). What is dW in row {i}, column {j}?",
    way: ["dz in row {i} is {dz}.", "Times the input of column {j}: {answer}."],
  },
  "dh-by-hand": {
    ask: "A hidden unit’s column of U is ({column}), and dz = ({dz}). What is dh of this unit?",
    way: ["dh = Uᵀ dz: the products are {terms}.", "Their sum is {answer}."],
  },
  "chain-to-w": {
    ask: "h = tanh(w x), p = sigmoid(u h), L = −ln p, with x = {x}, w = {w}, u = {u}. What is dL/dw, to three digits?",
    way: [
      "h = {h}, p = {p}, L = {loss}.",
      "d at the logit: p − 1 = {dz}. Times u: dh = {dh}. The slope 1 − h² is {slope}.",
      "{dh} · {slope} · {x} = {answer}.",
    ],
  },
  "which-way": {
    ask: "Guess first: h = tanh(w x), p = sigmoid(u h), L = −ln p, with x = {x}, w = {w}, u = {u}. Which way does a step of gradient descent move w?",
    way: [
      "dL/dw = {gradient}, and a step goes against it.",
      "The loss goes from {before} to {after} at a rate of 0.1.",
    ],
  },
  "wrong-backward": {
    ask: "h = tanh(w x), z = u h, softmax, class 1 is the target; x = {x}, w = {w}, u = ({u}). One number on this page is wrong. Which?",
    way: ["“{row}” should be {right}; the page says {shown}.", "The mistake: {mistake}."],
  },
  "primer-z": {
    given: CLASSIFIER,
    ask: "What is z of class {i}?",
    way: ["z of class {i} is row {i} of W times x.", "That is {answer}."],
  },
  "primer-yhat": {
    given: CLASSIFIER,
    ask: "What is ŷ of class {i}?",
    way: [
      "z = ({z}).",
      "ŷ is the exponential of z of class {i}, divided by the sum of all three exponentials: {answer}.",
    ],
  },
  "primer-loss": {
    given: CLASSIFIER,
    ask: "What is the loss L, in nats?",
    way: ["ŷ = ({yhat}).", "L is minus the natural logarithm of ŷ of class {target}: {answer}."],
  },
  "primer-jacobian-diagonal": {
    given: CLASSIFIER,
    ask: "What is the derivative of ŷ of class {i} by z of the same class?",
    way: ["ŷ = ({yhat}).", "It is ŷ (1 − ŷ) of class {i}: {answer}."],
  },
  "primer-jacobian-off-diagonal": {
    given: CLASSIFIER,
    ask: "What is the derivative of ŷ of class {i} by z of class {j}?",
    way: ["ŷ = ({yhat}).", "It is minus ŷ of class {i} times ŷ of class {j}: {answer}."],
  },
  "primer-dz": {
    given: CLASSIFIER,
    ask: "What is dL/dz of class {j}?",
    way: ["ŷ = ({yhat}).", "It is ŷ − y, and y is 1 for class {target} and 0 for the others: {answer}."],
  },
  "primer-dw": {
    given: CLASSIFIER,
    ask: "What is dL/dw of the weight in row {i}, column {j} of W?",
    way: ["ŷ = ({yhat}).", "It is ŷ − y of class {i} times input {j}: {answer}."],
  },
  "primer-step": {
    given: CLASSIFIER,
    ask: "What is the weight in row {i}, column {j} of W after one step of gradient descent with η = {eta}?",
    way: [
      "ŷ = ({yhat}).",
      "Its gradient is ŷ − y of class {i} times input {j}.",
      "The step takes η times the gradient away: {answer}.",
    ],
  },
  "primer-sum-yhat": {
    given: CLASSIFIER,
    ask: "What do the three ŷ add up to?",
    way: ["Softmax divides each exponential by the sum of all: the shares add up to {answer}."],
  },
  "primer-sum-dz": {
    given: CLASSIFIER,
    ask: "What do the three dL/dz add up to?",
    way: ["The ŷ add up to 1, and so do the y.", "Their differences add up to {answer}."],
  },
  "primer-zeros-of-dz-dw": {
    given: CLASSIFIER,
    ask: "dz/dW has a column for each weight. Which columns of its row {i} can be other than zero, whatever x is?",
    way: ["z of class {i} is row {i} of W times x. No other weight is in it: {answer}."],
  },
  "primer-x1-zero": {
    given: CLASSIFIER,
    ask: "What happens to dL/dW, which has three rows and two columns, if the first input becomes 0?",
    way: ["Each entry is ŷ − y of its row times the input of its column.", "With a first input of 0: {answer}."],
  },
  "primer-shift": {
    given: CLASSIFIER,
    ask: "What does the loss do if 1 is added to each z?",
    way: ["Each exponential is multiplied by e, and so is their sum.", "Their quotients stay: {answer}."],
  },
  "primer-raised": {
    given: CLASSIFIER,
    ask: "Which logits does a small step against dL/dz raise?",
    way: ["dL/dz = ŷ − y is negative only where y is 1.", "The step goes against it: {answer}."],
  },
  "primer-largest-dw": {
    given: CLASSIFIER,
    ask: "Which weight has the largest gradient in size, the first of equals?",
    way: [
      "ŷ = ({yhat}).",
      "Each is ŷ − y of its row times the input of its column.",
      "The largest product is that of {answer}.",
    ],
  },
  "primer-hidden-a": {
    given: HIDDEN,
    ask: "What is a of hidden unit {i}?",
    way: ["It is row {i} of W times x: {answer}."],
  },
  "primer-hidden-h": {
    given: HIDDEN,
    ask: "What is h of hidden unit {i}?",
    way: ["a is row {i} of W times x, and h is tanh of it: {answer}."],
  },
  "primer-hidden-slope": {
    given: HIDDEN,
    ask: "What is the derivative of h by a of hidden unit {i}?",
    way: ["h = ({h}).", "The slope of tanh is 1 − h², of unit {i}: {answer}."],
  },
  "primer-hidden-dh": {
    given: HIDDEN,
    ask: "What is dL/dh of hidden unit {j}?",
    way: ["ŷ = ({yhat}).", "Each class gives ŷ − y times its weight in column {j} of U; add the three: {answer}."],
  },
  "primer-hidden-da": {
    given: HIDDEN,
    ask: "What is dL/da of hidden unit {j}?",
    way: [
      "ŷ = ({yhat}) and h = ({h}).",
      "dL/dh is the sum of ŷ − y times the weight in column {j} of U.",
      "Multiply it by 1 − h² of unit {j}: {answer}.",
    ],
  },
  "primer-hidden-du": {
    given: HIDDEN,
    ask: "What is dL/du of the weight in row {i}, column {j} of U?",
    way: ["ŷ = ({yhat}) and h = ({h}).", "It is ŷ − y of class {i} times h of unit {j}: {answer}."],
  },
  "primer-hidden-dw": {
    given: HIDDEN,
    ask: "What is dL/dw of the weight in row {i}, column {j} of W?",
    way: [
      "ŷ = ({yhat}) and h = ({h}).",
      "dL/da of unit {i} is the sum of ŷ − y times column {i} of U, times 1 − h².",
      "Multiply it by input {j}: {answer}.",
    ],
  },
  "primer-hidden-saturated": {
    given: HIDDEN,
    ask: "Which hidden unit lets less of its gradient through, the first of equals?",
    way: ["h = ({h}).", "The slope of tanh is 1 − h²: the unit whose h is larger in size lets less through, {answer}."],
  },
  "primer-hidden-cut": {
    given: HIDDEN,
    ask: "If column {i} of U were all zero, would row {i} of W still learn?",
    way: [
      "dL/dh of unit {i} is a sum over column {i} of U.",
      "With zeros there it is 0, and so is all that lies before it: {answer}.",
    ],
  },
} as const satisfies Readonly<Record<string, ExerciseWords>>);

export type ExerciseKind = keyof typeof kinds;
