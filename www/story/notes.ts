// The instructor's notes, a section for each chapter: what to show, and what students get wrong. And the handout's words.

import type { ChapterId } from "./lecture.ts";
import { told } from "./told.ts";

export interface Note {
  /** Act by act. */
  readonly show: readonly string[];
  /** What students get wrong, and what to say to it. */
  readonly wrong: readonly string[];
}

export const notes = told("notes", {
  title: "Instructor notes",
  lead: "One section for each chapter of the path: what to show, how long it takes, and what students get wrong.",
  total: { one: "{count} chapter, {minutes} minutes", other: "{count} chapters, {minutes} minutes" },
  section: "{number}. {title}",
  minutes: { one: "{count} minute", other: "{count} minutes" },
  show: "Show",
  wrong: "What students get wrong",
  before: "Before the lecture",
  beforeList: [
    "Open the page once on the lecture room’s computer. It then works without a network.",
    "Press Present, and try the clicker: Page Down and Page Up change the chapter.",
    "Prepare a link for the students’ own devices, with the chapters that you teach.",
    "Print the handout of the model that you will show, in case the projector fails.",
  ],
  chapters: {
    "language-model": {
      show: [
        "Type a beginning from the farmyard in Predict. Ask for the next word before you read the list.",
        "Click words until a sentence has grown. Point at the bars: one distribution for each context.",
      ],
      wrong: [
        "“The model knows what is true.” It knows what follows. Type a false but usual beginning.",
        "“It picks the best word.” It gives every word a probability; choosing is a second step.",
      ],
    },
    "chain-rule": {
      show: [
        "Open the chain rule in Measure with a short sentence. Read the factors aloud, from left to right.",
        "Add a word and watch the product fall.",
      ],
      wrong: [
        "“The chain rule is an approximation.” It is exact. Cutting the history is the approximation, and comes later.",
        "Some forget the end of the sentence. Without its factor, the sentences of all lengths would not share one distribution.",
      ],
    },
    "why-it-matters": {
      show: [
        "Say “I saw a van” and “eyes awe of an” fast, and let the class write down what they hear.",
        "Compare a sentence with its words in reverse order, in the chain rule’s second field.",
      ],
      wrong: [
        "“Unlikely means wrong.” A long sentence is unlikely, however good it is. Compare sentences of the same length.",
      ],
    },
    markov: {
      show: [
        "Strike out the words that an n-gram cannot see, in the factors of one sentence.",
        "In the n-grams, compare how many could exist with how many were seen.",
      ],
      wrong: [
        "“A trigram reads three words.” It reads two and predicts the third.",
        "“The network has no such limit.” Its window is as fixed; only what it does inside is different.",
      ],
    },
    "maximum-likelihood": {
      show: [
        "Count one bigram by hand on the board, then find the same fraction on the page.",
        "Set the smoothing to none. The validation perplexity has no finite value, and the page says why.",
      ],
      wrong: [
        "Dividing by all the tokens in place of those of this history.",
        "“A zero is only a small error.” One zero makes the whole product zero.",
      ],
    },
    "cross-entropy": {
      show: [
        "Follow one number through its forms in “Loss and likelihood”: product, log, sign, mean.",
        "Read the product’s exponent aloud. It is why everybody works with logarithms.",
      ],
      wrong: [
        "Mixing nats and bits: divide nats by ln 2.",
        "“Maximum likelihood and least loss are two methods.” They choose the same parameters.",
      ],
    },
    splits: {
      show: [
        "Press Show me and let the run go on. Stop at the place where the validation curve turns.",
        "Ask which model the class would keep, before you press “Go back to the best”.",
      ],
      wrong: [
        "Choosing the settings on the test set. From then on it is a validation set.",
        "“A lower training loss is a better model.” Cover the validation curve, ask, then uncover it.",
      ],
    },
    extrinsic: {
      show: ["Run the spelling task. Compare its order of models with the order of their perplexities."],
      wrong: ["“Half the perplexity makes half the errors.” The orders agree more often than the sizes do."],
    },
    intrinsic: {
      show: ["Score the model on a text that it was not made for, in “Perplexity, felt”."],
      wrong: [
        "Comparing perplexities of different texts or vocabularies. The number of choices is not the same.",
        "Taking a low perplexity for usefulness when the text looks nothing like the task.",
      ],
    },
    "shannon-game": {
      show: [
        "Play one round in the class: show the history, let everybody write a stake, then reveal the word.",
        "Read the class’s perplexity beside the models’.",
      ],
      wrong: ["Staking everything on one word. A stake of nothing on the word that comes costs without limit."],
    },
    perplexity: {
      show: [
        "Drag the bars to equal heights, then to one certain bar. Ask for the perplexity before you look.",
        "Write P to the power of −1/N on the board, and take its logarithm.",
      ],
      wrong: [
        "Losing the minus sign, and with it a value below 1. A perplexity is never below 1.",
        "Counting N without the end of the sentence, or with the padding.",
      ],
    },
    branching: {
      show: ["Work the switchboard out on the board: three quarters for three names, one quarter for all the rest."],
      wrong: ["“Perplexity counts the words that are possible.” It weighs them: rare ones add little."],
    },
    "lower-is-better": {
      show: ["Open the table. Go from the unigram to the trigram, and to the network last."],
      wrong: ["Comparing a model that maps rare words to <unk> with one that does not."],
    },
    "five-steps": {
      show: [
        "Walk the forward pass with the right arrow key, one station for each of the five steps.",
        "Click a number of h, and show the sum that made it.",
      ],
      wrong: [
        "“The embedding is computed.” It is looked up: a column of E, the same wherever the word occurs.",
        "“Order does not matter.” The columns are joined, so each position meets its own block of W.",
      ],
    },
    equations: {
      show: ["Cover the equations, give the shapes, and let the class say which product is possible."],
      wrong: ["Multiplying in the wrong order. The inner sizes must agree: say them aloud."],
    },
    loss: {
      show: ["Go to the loss and choose another target. Only one probability enters the loss."],
      wrong: ["“The other words do not matter.” They enter by the softmax’s sum, and so each of them gets a gradient."],
    },
    sgd: {
      show: [
        "Start from random numbers with Show me, and watch the words find their groups on the map.",
        "Raise the learning rate until the loss jumps.",
      ],
      wrong: [
        "“Each step lowers the loss.” It lowers the minibatch’s loss, mostly; the curve is noisy.",
        "“A larger rate learns faster.” Up to a point, and then not at all.",
      ],
    },
    "backprop-small": {
      show: [
        "Multiply the three derivatives in the Primer, one product at a time.",
        "Change a number, and let the class say which derivatives change.",
      ],
      wrong: [
        "Taking ŷ as constant when differentiating the softmax: the off-diagonal entries go missing.",
        "Confusing the derivative by a weight with the weight’s update: the learning rate and the minus sign come after.",
      ],
    },
    "backprop-full": {
      show: [
        "Go on through the backward pass. At each station ask for the shape first.",
        "Open a number of dW, and read its two factors.",
      ],
      wrong: [
        "“All of E is updated.” Only the columns of the words that were read have a gradient.",
        "Using the updated weights in the backward pass. All gradients are of the weights before the step.",
      ],
    },
    "what-it-gains": {
      show: [
        "Open “Why a network”. Read one combination that training never shows, with both probabilities.",
        "Show the picture of what replaced the table of counts, and what stayed.",
      ],
      wrong: [
        "“The network remembers more.” It shares what it stores between words that are alike.",
        "“The network always wins.” On much text, with a large n, counting is hard to beat for what was seen.",
      ],
    },
    "next-lecture": {
      show: ["Change a word outside the window. The prediction stays the same, to the last bit."],
      wrong: ["“A larger window would solve it.” W grows with it, and nothing is shared between its blocks."],
    },
  } satisfies Record<ChapterId, Note>,
} as const);

export const handout = told("handout", {
  title: "A language model on paper",
  lead: "{corpus}, step {step}: the network with {context} words of context, beside a trigram counted on the same text.",
  loaded: "Model from a file",
  own: "Your text",
  sides: "Die",
  die: "{count}-sided die",
  rows: "Contexts",
  counting: "Counting the trigrams: {percent}%",
  making: "Asking the models for their probabilities …",
  failed: "The handout could not be made: {reason}",
  noText: "A handout needs a model with its text: the trigram is counted on it.",
  how: "How to play",
  howList: [
    "Work in pairs. One of you follows the network’s columns, the other the trigram’s.",
    "Begin at context 1. Roll the die, find your number, and write the word down.",
    "Go to the context whose number stands behind the word, and roll again.",
    "The sign ≈ leads to the nearest context on this sheet, which ends in the same word or words. “Again”: none does, so roll once more.",
    "“End” ends the sentence.",
    "Make five sentences each. Read them to the class without saying which column made them: can the others tell?",
  ],
  zero10: "Where the die shows 0, it counts as 10.",
  zero100: "Roll two ten-sided dice for tens and ones. 00 counts as 100.",
  measure: "Perplexity without a computer",
  measureText:
    "For each roll, note how many numbers of the die your word has. Each has its bits in the table. Add the bits of a sentence, and divide by the number of its rolls: that is the cross-entropy H. The perplexity is 2 to the power of H.",
  has: "Numbers",
  bits: "Bits",
  rounding:
    "Each probability is multiplied by {sides} and rounded down. The numbers that are left over go to the largest remainders, so that each list has exactly {sides}. A word that is less probable may have no number.",
  context: "{number}. after “{context}”",
  beginning: "{number}. at the beginning",
  network: "Network",
  trigram: "Trigram",
  roll: "Roll",
  word: "Word",
  share: "P",
  go: "Go to",
  nearly: "≈ {number}",
  again: "again",
  end: "End",
} as const);
