// The lecture as a path: what each chapter says. Chapters are keyed by ids that are never used for another chapter; what a chapter
// sets, points at and waits for is in views/path/chapters.ts. `[[term]]` and `[[term|as written]]` lead to the glossary.

import { told } from "./told.ts";

export interface ChapterWords {
  readonly title: string;
  /** Paragraphs; names in braces are live numbers. */
  readonly text: readonly string[];
  /** What to do: one sentence. */
  readonly task: string;
  /** What is true once it is done, with the reader's own number. */
  readonly done: string;
}

export const path = told("path", {
  title: "Lecture",
  close: "Close the lecture",
  chapter: "Chapter {number} of {count}",
  minutes: "{minutes} min",
  task: "Try it",
  already: "You have this already.",
  done: "Done",
  go: "Go there",
  show: "Show me",
  showing: "Showing",
  back: "Put it back",
  next: "Next",
  previous: "Previous",
  check: "Check yourself",
  guess: "Guess",
  yourGuess: "Your guess",
  withoutGuess: "Show without a guess",
  guessed: "You guessed “{guess}”. It is {value}.",
  gone: "This link names the chapter “{id}”, which this version does not have. The lecture opens at the beginning.",
  noText: "This chapter’s numbers need a model with its text.",
} as const);

/** What is asked before a chapter shows a number, by the chapter. */
export const guesses = told("guesses", {
  "cross-entropy": "Guess first: how many nats per token is this model’s loss on the training text?",
  perplexity: "Guess first: among how many equally likely words is this model unsure?",
  branching: "Guess first: 30,003 words are possible at the switchboard. What is its perplexity?",
} as const);

export const chapters = told("chapters", {
  "language-model": {
    title: "What a language model does",
    text: [
      "A [[language model]] gives every word a probability of coming next, given the words before: P(w | h), with the [[history]] h.",
      "“And thanks for all the ___”: you have a guess, and so does a model. This one learnt from a text about a farmyard. After “{context}” it gives “{top}” {percent}.",
      "All probabilities of a [[distribution]] add up to 1. {words} words share it here.",
    ],
    task: "Type another beginning, or click a word to append it.",
    done: "After “{context}” the model says “{top}”, with probability {percent}.",
  },
  "chain-rule": {
    title: "A sentence is a product",
    text: [
      "The [[chain rule]] splits the probability of a sentence S into one factor a word: P(S) = P(w₁) · P(w₂ | w₁) · P(w₃ | w₁ w₂) · …",
      "The rule is exact. It assumes nothing, but it needs long histories.",
      "“{sentence}”: {factors} factors, and P(S) = {product}. Each factor is at most 1, so longer sentences are less probable.",
    ],
    task: "Open the chain rule in Measure and read the factors of a sentence.",
    done: "P(S) of “{sentence}” is {product}: the product of {factors} factors.",
  },
  "why-it-matters": {
    title: "Why it matters",
    text: [
      "“I saw a van” and “eyes awe of an” sound alike. A speech recogniser needs to know which one people say.",
      "A language model answers: it gives the likelier sentence the larger P(S). Translation, spelling and typing use the same comparison.",
      "This model has not seen those words. On its own farmyard it compares “{first}” with “{second}”: the first is {ratio} times as probable.",
    ],
    task: "In Measure’s chain rule, compare two sentences of your own.",
    done: "The first sentence is {ratio} times as probable as the second.",
  },
  markov: {
    title: "The Markov assumption",
    text: [
      "Long histories never repeat, so nobody can count them. The [[Markov assumption]] cuts them short: only the last n − 1 words count.",
      "A [[unigram]] looks at no word, a [[bigram]] at one, a [[trigram]] at two. What a model cannot see is crossed out in the factors.",
      "The network of this page reads {n} words of context: it makes the same assumption as an {order}-gram model.",
    ],
    task: "Look at the n-grams in Measure: how many could exist, and how many were seen.",
    done: "Of {possible} possible {order}-grams the training text has {seen}.",
  },
  "maximum-likelihood": {
    title: "Counting is maximum likelihood",
    text: [
      "The training data is a list of pairs (h, w): a history and the word that followed. We treat the pairs as [[i.i.d.|independent draws]].",
      "The estimate that makes this data most probable is a ratio of counts: P(w | h) = count(h w) / count(h). This is [[maximum likelihood]].",
      "An n-gram that never occurred gets probability 0, and one zero makes the product zero. [[Smoothing]] lends such n-grams a share.",
    ],
    task: "In Measure’s n-grams, set the smoothing to none and look at the validation perplexity.",
    done: "Unseen {order}-grams on the validation set: {unseen} of {tokens} tokens. Without smoothing each of them has probability 0.",
  },
  "cross-entropy": {
    title: "From likelihood to loss",
    text: [
      "The [[likelihood]] of the data is a product of many small numbers. A computer cannot even hold it: {product} here.",
      "Its logarithm is a sum. Change the sign and divide by the number of tokens: the mean [[negative log likelihood]].",
      "That mean is the [[cross-entropy]] of the model on the data: {nll} nats, or {bits} bits per token. Training makes it smaller.",
    ],
    task: "Open “Loss and likelihood” in Measure and follow one number through its forms.",
    done: "The loss on the training text is {nll} nats per token.",
  },
  splits: {
    title: "Training, validation and test",
    text: [
      "A model that has seen the exam proves nothing by passing it. So the text is split: one part to train on, two that are held out.",
      "The [[validation set]] chooses: when to stop, how large, which rate. The [[test set]] is looked at once, at the end.",
      "Training too long fits the accidents of the training text: [[overfitting]]. The training loss keeps falling, while the validation loss turns and rises.",
    ],
    task: "Train until the validation curve has turned, or look at the curve of this run.",
    done: "At step {step} the validation perplexity is {validation}.",
  },
  extrinsic: {
    title: "Extrinsic evaluation",
    text: [
      "The honest question is whether a task goes better: fewer misread words, fewer typos. Measuring a model inside its task is [[extrinsic]] evaluation.",
      "It is slow and expensive, and its answer holds for that task only. Here the task is a spelling corrector that each model helps in turn.",
    ],
    task: "Run the task in Measure and see which model corrects the most words.",
    done: "You have seen the task. Compare its ranking of the models with the ranking by perplexity.",
  },
  intrinsic: {
    title: "Intrinsic evaluation and its caveat",
    text: [
      "[[Intrinsic]] evaluation measures the model itself: how probable does it find text that it has not seen?",
      "The caveat: data that does not look like the training data makes it a bad estimate of how useful a model will be.",
      "On its own validation set this model has perplexity {own}. Another text can be many times as hard.",
    ],
    task: "In “Perplexity, felt”, score the model on another text.",
    done: "On its own validation set the model has perplexity {own}.",
  },
  "shannon-game": {
    title: "The Shannon game",
    text: [
      "How hard is the next word? In 1951 Claude Shannon let people guess it, letter by letter.",
      "Here you stake percentages on the next word. Your stakes are a distribution, so they have a perplexity like any model’s.",
    ],
    task: "Play some rounds of the game in “Perplexity, felt”.",
    done: "You played. The table below the game shows your perplexity beside the models’.",
  },
  perplexity: {
    title: "Perplexity",
    text: [
      "[[Perplexity]] is the inverse probability of the text, averaged over its N words: P(w₁ … w_N)^(−1/N). Mind the minus sign.",
      "With the cross-entropy J in bits it is 2^J; with nats it is e^J. It is at least 1, and lower is better.",
      "On the validation set: J = {bits} bits, so 2^{bits} = {validation}: the model is as unsure as among {validation} equally likely words.",
    ],
    task: "Open “Perplexity, felt” and drag the bars: find a distribution of perplexity near 2.",
    done: "A perplexity of {validation} is as hard as {validation} equal choices.",
  },
  branching: {
    title: "A branching factor",
    text: [
      "Ten digits, each equally likely: perplexity 10. Perplexity is a weighted [[branching factor]].",
      "A telephone switchboard: Operator, Sales and Support get a quarter of the calls each; 30,000 names share the last quarter.",
      "Bits: 3 · ¼ · log₂ 4 + ¼ · log₂ 120,000 = 1.5 + 4.218 = {bits}. Perplexity 2^{bits} = {perplexity}, though 30,003 words are possible.",
    ],
    task: "Move the number of names in “Perplexity, felt” and watch how little the perplexity moves.",
    done: "With 30,000 names the switchboard has perplexity {perplexity}.",
  },
  "lower-is-better": {
    title: "Lower perplexity, better model",
    text: [
      "On the Wall Street Journal (38 million words of training, 1.5 million of test) the unigram has perplexity 962, the bigram 170, the trigram 109.",
      "The more history a model uses, the better it predicts the next word. On this corpus: {orders}.",
      "Compare perplexities only on the same tokens and with the same vocabulary.",
    ],
    task: "Open the table in Measure: all models on the same tokens.",
    done: "Validation perplexity: the network {network}, the trigram {trigram}.",
  },
  "five-steps": {
    title: "A feedforward model in five steps",
    text: [
      "Counts treat “cow” and “horse” as unrelated. The network of Bengio et al. (2003) gives each word a vector, its [[embedding]], and learns it.",
      "One: look up the {n} context words in E. Two: join their columns into e. Three: multiply by W and bend by {activation}, giving h.",
      "Four: multiply by U, giving a [[logit]] z for each of the {words} words. Five: [[softmax]] turns the logits into probabilities.",
    ],
    task: "Go to Step and walk through the forward pass with the right arrow key.",
    done: "You walked to the end of the forward pass: ŷ holds {words} probabilities.",
  },
  equations: {
    title: "Five equations on one screen",
    text: [
      "e = [E x₁; …; E xₙ] · a = W e · h = σ(a) · z = U h · ŷ = softmax(z)",
      "E is d × |V| = {d} × {words}, W is H × n·d = {H} × {nd}, U is |V| × H = {words} × {H}. Together {parameters} weights to learn.",
      "Neighbouring shapes must match: the columns of W are as many as the entries of e. Checking shapes finds most mistakes.",
    ],
    task: "In Step, select a matrix and read its shape in the inspector.",
    done: "You looked at {tensor}. All shapes in the network follow from n, d, H and |V|.",
  },
  loss: {
    title: "The loss of one example",
    text: [
      "The target y is [[one-hot]]: 1 at the word that came. The [[loss]] is L = −y · log ŷ = −log ŷ[target]: only the target’s probability counts.",
      "A model that is certain and right has loss 0. A model that gives the target probability 0 has infinite loss.",
      "An untrained network spreads its guess evenly, so its first loss is ln |V| = {uniform} nats. You can predict it before any training.",
    ],
    task: "In Step, go to the loss and read L.",
    done: "ln |V| is {uniform} nats: the first loss of every untrained model with {words} words.",
  },
  sgd: {
    title: "Stochastic gradient descent",
    text: [
      "Each weight moves a little against its derivative: θ ← θ − η dθ. The [[learning rate]] η says how far.",
      "[[SGD|Stochastic]]: the derivative is computed on a few examples at a time, a [[minibatch]], not on the whole text. It is noisy but fast.",
      "The words of a class move together during training, although nothing tells the network that classes exist.",
    ],
    task: "In Train, start over and watch a few hundred steps.",
    done: "The model has taken {step} steps.",
  },
  "backprop-small": {
    title: "Backpropagation on a small network",
    text: [
      "[[Backpropagation]] is the chain rule of calculus, applied from the loss backwards. The Primer does it on a network small enough to write out.",
      "Three derivatives are multiplied: of the loss with respect to ŷ, of ŷ with respect to z, and of z with respect to each weight. The first two collapse to dz = ŷ − y.",
      "You can look at the full [[Jacobian]] of the softmax there, and see why nobody builds it.",
    ],
    task: "Open the Primer’s backward pass and follow the product of the matrices.",
    done: "You have seen the collapse: dz = ŷ − y, one subtraction for each class.",
  },
  "backprop-full": {
    title: "Backpropagation in the full model",
    text: [
      "The same in the network of this page: dz = ŷ − y, dU = dz hᵀ, dh = Uᵀ dz, da = dh · σ′(a), dW = da eᵀ, de = Wᵀ da.",
      "Only the columns of E that were read get a gradient: {n} of {words} at most.",
      "Click any number on the stage to see the sum it comes from, forward and backward.",
    ],
    task: "In Step, continue through the backward pass to dE.",
    done: "You walked through the backward pass: dE has at most {n} columns that are not zero.",
  },
  "what-it-gains": {
    title: "What the network gains, and what it costs",
    text: [
      "It shares what it learns: what it learns about “cow” also helps with “horse”. It can predict combinations that the trigram never saw.",
      "On the combinations that the training text never shows, the network gives the right word {network} on average, the trigram {trigram}.",
      "The cost: {parameters} weights against {stored} stored counts, a fixed window of {n} words, and a W that grows with it.",
    ],
    task: "Open “Why a network” in Measure.",
    done: "Unseen combinations: network {network}, trigram {trigram}.",
  },
  "next-lecture": {
    title: "What the next lecture lifts",
    text: [
      "The window ends after {n} words: an earlier word changes nothing, to the last bit. And the blocks of W share nothing between positions.",
      "A [[recurrent network]] carries a state along and has no fixed window. A [[transformer]] looks at all positions at once, with weights shared between positions.",
      "Both are trained as here: softmax, cross-entropy, backpropagation and steps against the gradient.",
    ],
    task: "In “Why a network”, change a word outside the window and compare.",
    done: "You have reached the end of the lecture.",
  },
} as const satisfies Record<string, ChapterWords>);

export type ChapterId = keyof typeof chapters;

/** The field's own words, each explained where it stands. */
export const glossary = told("glossary", {
  "language model": "A rule that gives each word of a vocabulary a probability of coming next, whatever came before.",
  history: "The words before the one to predict. Also called the context.",
  distribution: "Probabilities of all possible outcomes: none below 0, together 1.",
  "chain rule": "P(A, B, C) = P(A) · P(B | A) · P(C | A, B). It holds for any events.",
  "Markov assumption": "The next word depends on the last few words only, not on all before them.",
  unigram: "A model of single words: it looks at no history.",
  bigram: "A model of pairs: it looks at one word of history.",
  trigram: "A model of triples: it looks at two words of history.",
  "i.i.d.": "Independent and identically distributed: each draw from the same distribution, none influencing another.",
  "maximum likelihood": "Choose the parameters under which the observed data is most probable.",
  smoothing: "Taking a little probability from seen n-grams and giving it to unseen ones.",
  likelihood: "The probability of the data, read as a function of the model’s parameters.",
  "negative log likelihood": "−log of the likelihood: a sum over the tokens, smaller for better models.",
  "cross-entropy":
    "The mean of −log of the probability that the model gives to what really came. In nats with ln, in bits with log₂.",
  "validation set": "Held-out text for choosing: when to stop, which settings. Never trained on.",
  "test set": "Held-out text for one last measurement. Looking often makes it a validation set.",
  overfitting: "Fitting the accidents of the training text: the model gets better there and worse on held-out text.",
  extrinsic: "Measured by how well a task works with the model inside it.",
  intrinsic: "Measured on the model alone, as by perplexity.",
  perplexity:
    "2 to the power of the cross-entropy in bits: the number of equally likely words that would be as hard to guess.",
  "branching factor": "How many choices there are at a place, weighted by their probabilities.",
  embedding: "A word’s vector: its column of E. Words with similar uses come to lie near each other.",
  logit: "A word’s score before the softmax: z. Only differences of logits matter.",
  softmax: "exp(z) divided by its sum over all words: turns scores into probabilities.",
  "one-hot": "A vector of zeros with a single 1.",
  loss: "The quantity that training makes small: here −log of the target’s probability.",
  "learning rate": "η: how far a weight moves for a derivative of 1.",
  sgd: "Stochastic gradient descent: steps against the gradient of a few examples at a time.",
  minibatch: "The examples of one training step.",
  backpropagation: "Computing all derivatives of the loss by going through the operations from the last to the first.",
  jacobian: "The matrix of all partial derivatives of one vector with respect to another.",
  "recurrent network": "A network that reads word by word and carries a hidden state along.",
  transformer: "A network in which every position looks at the others through attention.",
} as const);

export type Term = keyof typeof glossary;
