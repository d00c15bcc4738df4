// The Primer room.

import { told } from "./told.ts";

export const primer = told("primer", {
  lead: "Backpropagation, on a network small enough to write out whole. Change any of its numbers: everything else is computed again, in 64-bit floating point. Step shows the same on the full model.",
  partsLabel: "Parts of the primer",
  parts: [
    { name: "Graph", title: "The computation graph" },
    { name: "Forward", title: "Forward: from x to the loss" },
    { name: "Backward", title: "Backward: every derivative as the matrix it is" },
    { name: "One step", title: "One step of gradient descent" },
    { name: "Hidden layer", title: "One link more: a hidden layer" },
    { name: "Check yourself", title: "Check yourself" },
  ],
  aspects: "The hidden network, part by part",
  model:
    "Two inputs, three classes: z = W x, ŷ = softmax(z), L = −Σ yᵢ log ŷᵢ, with y one-hot. This W plays the role of U in the full model: its rows score the classes as U’s rows score the words.",
  hidden:
    "Two inputs, two hidden units with tanh, three classes: a = W x, h = tanh(a), z = U h. The chain gains one link, and the backward pass gains da = dh · (1 − h²), element by element. The letters are those of the full model; only its embeddings E are missing.",
  numbers: {
    title: "The numbers",
    label: "The numbers of the {network}",
    network: { classifier: "linear classifier", hidden: "network with a hidden layer" },
    lead: "You can change all of them.",
    about: {
      classifier: { x: "the input, 2 × 1", W: "the weights, 3 × 2", U: "", y: "the truth, one-hot, 3 × 1" },
      hidden: {
        x: "the input, 2 × 1",
        W: "hidden weights, 2 × 2",
        U: "output weights, 3 × 2",
        y: "the truth, one-hot, 3 × 1",
      },
    },
    target: "Target class",
    class: "class {k}",
    stays: "Until you correct this, everything is computed from the last valid values.",
    first: "First numbers",
    underflow: "Numbers that underflow",
  },
  matrix: {
    title: "{name} and on, {rows} by {columns}",
    cell: "{name} is {value}",
    origin: "Where the number comes from",
    point:
      "Point at a number, or move over the cells with the arrow keys, to see here how it was computed. The numbers it came from light up.",
  },
  graph: {
    label: "The computation graph",
    before: "Dashed boxes are given; the others wait to be computed. Press Next step, or the right arrow key.",
  },
  /** The steps of the walk over the graph, by network and by what they compute. */
  walk: {
    classifier: {
      z: {
        title: "Multiply by W",
        prose:
          "Each class multiplies the two inputs by its own row of W and adds them up. In the language model, U does this.",
        spoken: "z i is w i 1 times x 1 plus w i 2 times x 2.",
      },
      dW: {
        title: "Back to the weights",
        prose: "A weight’s gradient is its class’s error times the input that it multiplied.",
        spoken: "The derivative of L by w i j is y hat i minus y i, times x j.",
      },
      yhat: {
        title: "Softmax",
        prose: "Every score becomes a positive number, and together they add up to 1.",
        spoken: "y hat i is e to the z i, divided by the sum of e to the z k over all classes.",
      },
      L: {
        title: "Loss",
        prose:
          "Only the target’s term is left, because y is zero elsewhere. The less probable the target, the larger the loss.",
        spoken: "L is minus the sum of y i times the logarithm of y hat i.",
      },
      dyhat: {
        title: "Back through the loss",
        prose: "The loss depends only on the target’s probability. The smaller that is, the steeper the slope.",
        spoken: "The derivative of L by y hat i is minus y i divided by y hat i.",
      },
      dz: {
        title: "Back through softmax",
        prose: "A row of three times a three-by-three matrix collapses to the prediction minus the target.",
        spoken: "The derivative of L by z is that row times the softmax Jacobian, which is y hat minus y.",
      },
    },
    hidden: {
      a: {
        title: "Multiply by W",
        prose: "Each hidden unit multiplies the two inputs by its own row of W.",
        spoken: "a i is w i 1 times x 1 plus w i 2 times x 2.",
      },
      h: {
        title: "Apply tanh",
        prose: "The sum is bent into the range from −1 to 1. Without this bend, two layers would be no more than one.",
        spoken: "h i is the hyperbolic tangent of a i.",
      },
      z: {
        title: "Multiply by U",
        prose: "Each class multiplies the hidden units by its own row of U.",
        spoken: "z i is u i 1 times h 1 plus u i 2 times h 2.",
      },
      dU: {
        title: "Back to U",
        prose: "As in the classifier, with the hidden units as the inputs.",
        spoken: "The derivative of L by u i j is y hat i minus y i, times h j.",
      },
      dh: {
        title: "Back to the hidden units",
        prose: "Each hidden unit collects the errors of all three classes, weighted by its weights in U.",
        spoken: "The derivative of L by h is U transposed times the derivative of L by z.",
      },
      da: {
        title: "Back through tanh",
        prose:
          "The new link: what comes back is scaled by the slope of tanh, which is nearly zero where the unit is saturated.",
        spoken: "The derivative of L by a i is that by h i, times one minus h i squared.",
      },
      dW: {
        title: "Back to W",
        prose: "A weight’s gradient is its unit’s derivative times the input that it multiplied.",
        spoken: "The derivative of L by w i j is that by a i, times x j.",
      },
      yhat: {
        title: "Softmax",
        prose: "Every score becomes a positive number, and together they add up to 1.",
        spoken: "y hat i is e to the z i, divided by the sum of e to the z k over all classes.",
      },
      L: {
        title: "Loss",
        prose:
          "Only the target’s term is left, because y is zero elsewhere. The less probable the target, the larger the loss.",
        spoken: "L is minus the sum of y i times the logarithm of y hat i.",
      },
      dyhat: {
        title: "Back through the loss",
        prose: "The loss depends only on the target’s probability. The smaller that is, the steeper the slope.",
        spoken: "The derivative of L by y hat i is minus y i divided by y hat i.",
      },
      dz: {
        title: "Back through softmax",
        prose: "A row of three times a three-by-three matrix collapses to the prediction minus the target.",
        spoken: "The derivative of L by z is that row times the softmax Jacobian, which is y hat minus y.",
      },
    },
  },
  forward: {
    /** By the first value that each group computes. */
    groups: {
      a: { title: "Each hidden unit weighs the inputs", text: "Every unit has its own row of W." },
      h: { title: "tanh bends the sums", text: "Whatever goes in, the result lies between −1 and 1." },
      z: { title: "Each class weighs the hidden units", text: "Every class has its own row of U." },
      zx: { title: "Each class weighs the inputs", text: "Every class has its own row of W, written out here." },
      m: {
        title: "Exponentials and their sum",
        text: "The largest z is subtracted first. The quotients stay the same, and no exponential can overflow.",
      },
      yhat: {
        title: "Softmax",
        text: "Each exponential is divided by the sum. The results are three probabilities that add up to 1.",
      },
      L_yhat: {
        title: "The loss, as it is defined",
        text: "y is zero for every other class, so only the target’s term is left. The logarithm is the natural one, so the loss is in nats.",
      },
      L: {
        title: "The same loss, computed from z",
        text: "This is what the engine computes. It stays finite even where ŷ is so small that it rounds to zero.",
      },
    },
  },
  backward: {
    lead: "The chain rule multiplies one derivative for each arrow, from the loss back. Nothing is abbreviated here: each derivative is a whole matrix, with symbols on the left and numbers on the right.",
    chain: "The chain to {of}",
    toolbar: "Multiply from the left",
    multiply: "Multiply the first two",
    undo: "Undo",
    allFactors: "All {count} matrices, nothing multiplied yet.",
    multiplied: "{left} times {right} gives {result}. Multiplication {done} of {most}.",
    collapse: "It collapses",
    product: "product of the matrices",
    short: "short form",
    equal: "Equal to the last digit shown.",
    unequal: "They differ in the marked digits, which the product has lost to rounding.",
    failed: "The product fails: infinity times zero is not a number. The short form does not.",
    folded: "Read row by row, the short form is the gradient in the shape of {of}, {rows} × 2:",
    underflow:
      "One ŷ is so small that it underflows to zero. dL/dŷ divides by it and becomes infinite, and the Jacobian has a zero there. Infinity times zero is not a number, so the product of the matrices fails. ŷ − y needs neither and is correct. This is why softmax and loss are combined into one operation.",
    showUnderflow: "Show it where ŷ underflows",
    showFirst: "Back to the first numbers",
    twoChains:
      "There are two chain rules. The one used here is from calculus: it multiplies derivatives along a path. The one in a language model is from probability: it multiplies the conditional probabilities of successive words.",
  },
  sizes: {
    title: "Why no one ever builds these matrices",
    lead: "For one example in the model loaded in the other rooms: |V| = {V} words, H = {H} hidden units, n·d = {n}·{d} = {nd} inputs.",
    matrix: "matrix",
    shape: "shape",
    numbers: "its cells",
    short: "cost of the short form",
    /** By the matrix that is never built. */
    instead: {
      jacobian: "one subtraction: ŷ − y",
      dzdU: "{count} products: (ŷ − y) hᵀ",
      dzdh: "{count} products: Uᵀ(ŷ − y); this matrix is U itself",
      dhda: "H products: dh · (1 − h²)",
      dadW: "{count} products: da eᵀ",
    },
  },
  descent: {
    lead: "The gradient points to where the loss rises fastest. A step goes the opposite way, and η says how far. The curve shows the loss along that direction, up to twice the step.",
    slider: "η, the size of the step",
    eta: "η",
    before: "loss before",
    after: "loss after",
    better: "The step went down.",
    worse: "The step went too far: the loss is higher than before.",
    same: "The loss stays as it is.",
    curve: "The loss along the step: {before} nats before, {after} after a step of {eta}.",
    lossAxis: "loss, nats",
    etaAxis: "η",
    never:
      "With one example and one linear layer this curve only falls: of the three classes only the target has a negative dL/dz, so no step against the gradient is too long. With a hidden layer it can be.",
    toHidden: "See a step overshoot there",
  },
  check: {
    lead: "Questions about the current numbers of both networks. A wrong answer shows the way to the right one. Only your first answer to each question counts.",
    seed: "Seed",
    sow: "Use this seed",
    seedNote: "The same seed and numbers give everyone the same questions. The address contains the seed.",
    scoreLabel: "Score",
    score: "{right} right of {answered} answered, {all} questions in all.",
    place: "Question {number} of {all}, {network}",
    network: { classifier: "linear classifier", hidden: "hidden layer" },
    answer: "Your answer",
    tolerance: "right if within ±{tolerance}",
    choose: "Choose one of the answers above.",
    check: "Check",
    previous: "Previous question",
    next: "Next question",
    verdictLabel: "Verdict",
    right: "Right: {expected}.",
    wrong: "Not right. It is {expected}.",
    way: "The way to it",
  },
} as const);
