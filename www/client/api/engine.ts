// What the engine takes and gives as plain data. Written by tests/wire.rs from the Rust types: UPDATE=1 writes it anew.
// What is absent in an answer is `undefined`.

/** The parameters. */
export type ParameterName = "E" | "W" | "b" | "U" | "c";

/** The loss's derivatives by the parameters. */
export type GradientName = "dU" | "dc" | "dW" | "db" | "dE";

/** The tensors of one example. L is the loss as a tensor of one number; a `d` before a name is the loss's derivative by it. dE is dense. */
export type ExampleTensor =
  "e" | "a" | "h" | "z" | "yhat" | "L" | "dz" | "dU" | "dc" | "dh" | "da" | "dW" | "db" | "de" | "dE";

/** A part of a corpus. */
export type Split = "train" | "validation" | "test";

/** What a token is. */
export type Unit = "word" | "character" | "space";

/** The value as scripts give it. */
export type Sentences = boolean | SentenceRule;

export type SentenceRule = "punctuation" | "paragraph";

/** How unseen words get a probability. */
export type Smoothing = "kneser-ney" | "add-k" | "none";

/** The settings of an n-gram model, as scripts spell them. */
export interface NgramOptions {
  /** Default 3. Ignored where all orders are counted. */
  readonly order?: number;
  /** Default "kneser-ney". */
  readonly smoothing?: Smoothing;
  /** The constant of add-k. Default 1. */
  readonly k?: number;
  /** The absolute discount. Default: estimated from the counts. */
  readonly discount?: number;
}

/** Where an order's discounts come from. */
export type DiscountOrigin = "given" | "modified" | "oneDiscount" | "notPositive" | "half";

/** The discounts of one order. */
export interface Discounts {
  /** The discount of a count of 1, of 2, and of 3 or more. */
  readonly values: readonly [number, number, number];
  /** Where they come from. */
  readonly origin: DiscountOrigin;
}

/** The kind of model that a figure belongs to. */
export type ModelKind = "network" | "ngram" | "mixture" | "nothing";

/** A model's name. */
export interface ModelName {
  /** The kind. */
  readonly kind: ModelKind;
  /** The order of the n-gram, or of the mixture's n-gram; else 0. */
  readonly order: number;
}

/** One order's counts as numbers. */
export interface Member {
  /** Its order. */
  readonly order: number;
  /** Why there is no such model; all numbers are then zero. */
  readonly problem?: string;
  /** Distinct n-grams of this order in training. */
  readonly entries: number;
  /** How many n-grams the model stores; for Kneser-Ney, those of the lower orders too. */
  readonly stored: number;
  /** |V| to the power of the order: how many n-grams are possible. */
  readonly possible: number;
  /** The discounts of each order and their origin, the lowest order first; empty without Kneser-Ney. */
  readonly discounts: readonly Discounts[];
}

/** A tally as figures. Losses are nats per token; means are over tokens, never over batches. */
export interface Figures {
  /** Mean -ln P, nats per token. */
  readonly nll: number;
  /** exp(nll) = 2^bits. */
  readonly perplexity: number;
  /** Mean -log2 P, bits per token. */
  readonly bits: number;
  /** N, predictions counted. */
  readonly tokens: number;
  /** Targets that were `<unk>`. */
  readonly unknown: number;
  /** Targets that were `</s>`. */
  readonly boundaries: number;
  /** Targets with probability zero. */
  readonly impossible: number;
}

/** One factor, P(token | history). */
export interface ChainFactor {
  /** The predicted token. */
  readonly token: number;
  /** Its position: how many words of the text precede it. The chain rule conditions on all of them. */
  readonly position: number;
  /** How many of these the model uses, the nearest ones. The Markov assumption drops the others. */
  readonly used: number;
  /** How many `</s>` of padding fill the rest of its context. */
  readonly padding: number;
  /** Whether it is in the vocabulary. */
  readonly known: boolean;
  /**
   * Whether the model has a distribution after this history: maximum likelihood has none after a history that it never
   * saw.
   */
  readonly defined: boolean;
  /** P(token | history) */
  readonly probability: number;
  /** ln P(token | history), nats. */
  readonly logProbability: number;
  /** -log2 P(token | history), bits. */
  readonly surprisalBits: number;
  /** The sum of the logarithms so far, nats: ln of the probability of the text up to here. */
  readonly running: number;
}

/** A text's factors, and their figures. */
export interface Chain {
  /** The factors in order; the last one is the sentence's end, if there is one. */
  readonly factors: readonly ChainFactor[];
  /** Over all predictions, the end included: "3 words + end = 4". */
  readonly withEnd: Figures;
  /** Over the words alone, as P(w1..wk)^(-1/k). Absent if there are no words. */
  readonly withoutEnd?: Figures;
}

/** One model on one split. */
export interface Row {
  /** The model. */
  readonly model: ModelName;
  /** Absent if the split has nothing to predict. */
  readonly figures?: Figures;
  /** Predictions whose n-gram has no training count; none for a model that counts no n-grams. */
  readonly unseen?: number;
  /** The first such n-gram, oldest token first: it makes the perplexity of maximum likelihood infinite. */
  readonly firstUnseen?: readonly number[];
  /** Numbers that the model keeps. */
  readonly stored: number;
}

/** All models on one split. */
export interface Rows {
  /** The split. */
  readonly split: Split;
  /** The network first, then the n-grams by order, then the mixture if a weight could be fitted. */
  readonly rows: readonly Row[];
  /** The network's weight in the mixture, fitted on validation. */
  readonly weight?: number;
  /** Tokens in the longest history. In a stream, predictions with fewer tokens before them are left out. */
  readonly history: number;
}

/** The forms of one loss. */
export interface Forms {
  /** N, the number of probabilities. */
  readonly tokens: number;
  /** Sum of ln P, nats. */
  readonly logSum: number;
  /** log10 of the product, which shows its size even if no f32 can hold it. */
  readonly productLog10: number;
  /** The product as f32 multiplies it: 0 once it has underflowed. */
  readonly productF32: number;
  /** After how many factors the f32 product became 0 although no factor was. Absent: it did not. */
  readonly underflowAfter?: number;
  /** J in nats per token: the mean of -ln P. */
  readonly nll: number;
  /** J in bits per token: the mean of -log2 P. */
  readonly bits: number;
  /** e^J with J in nats. */
  readonly perplexity: number;
  /** 2^J with J in bits: the same number. */
  readonly perplexityFromBits: number;
}

/** One factor, and the product so far. */
export interface LikelihoodStep {
  /** The factor. */
  readonly probability: number;
  /** The product so far, as f32 multiplies it. */
  readonly productF32: number;
  /** log10 of the product so far, from the sum of the logarithms. */
  readonly productLog10: number;
  /** The sum of ln P so far, nats. */
  readonly logSum: number;
}

/** The options of the corrector. */
export interface SpellingOptions {
  /** The seed of the typos. */
  readonly seed?: number;
  /** The most sentences of the validation split, each with one typo. */
  readonly sentences?: number;
  /** Slips per typo, 1 or 2. */
  readonly edits?: number;
  /** The probability of one slip: P(typo | word) = slip^distance. */
  readonly slip?: number;
}

/** A sentence with one word misspelt. */
export interface SpellingExercise {
  /**
   * The tokens as they were written; of a long sentence, or in a stream, a piece with the longest history before it.
   */
  readonly sentence: readonly number[];
  /** The index of the misspelt word. */
  readonly at: number;
  /** Its misspelling. */
  readonly typo: string;
  /** Words within reach of the typo, and their edit distances, nearest first. */
  readonly candidates: readonly (readonly [number, number])[];
}

/** One mistake of a model. */
export interface SpellingConfusion {
  /** The exercise. */
  readonly exercise: number;
  /** The word that it chose instead; none if it could not decide. */
  readonly took?: number;
}

/** One model's result. */
export interface SpellingCorrector {
  /**
   * The model; `ModelKind::Nothing` decides by edit distance alone, and takes the more frequent of equally near words.
   */
  readonly model: ModelName;
  /** Typos corrected. */
  readonly correct: number;
  /** Typos for which every candidate was impossible. */
  readonly undecided: number;
  /** Its figures on the sentences as they were written; none without a language model. */
  readonly figures?: Figures;
  /** Its mistakes, in order. */
  readonly confusions: readonly SpellingConfusion[];
}

/** All results. */
export interface Spelling {
  /** The sentences with their typos. */
  readonly exercises: readonly SpellingExercise[];
  /** By edit distance alone, the network, the n-grams. */
  readonly correctors: readonly SpellingCorrector[];
}

/** The uncertainty of a distribution. */
export interface Entropy {
  /** -sum of p ln p. */
  readonly nats: number;
  /** -sum of p log2 p. */
  readonly bits: number;
  /** exp(nats) = 2^bits: a choice among this many equally likely options is as uncertain. */
  readonly perplexity: number;
}

/** One distinct training context. */
export interface NearContext {
  /** Its n token ids, oldest first. */
  readonly context: readonly number[];
  /** The cosine of its e and the given context's e: 1 for the same direction. */
  readonly similarity: number;
  /** The first training sentence that has it; in a stream, the position of the token predicted from it. */
  readonly line: number;
  /** How often it occurs in training. */
  readonly count: number;
  /** The tokens that followed it and how often, the most frequent first. */
  readonly followers: readonly (readonly [number, number])[];
}

/** The sizes for a context length. */
export interface Growth {
  /** n, words of context. */
  readonly context: number;
  /** H·n·d, the numbers in W. */
  readonly w: number;
  /** All parameters. */
  readonly parameters: number;
  /** |V| to the power of n + 1: the size of a table of all (n+1)-grams. */
  readonly ngrams: number;
}

/** What one word adds to the hidden units at each position, and how similar these contributions are. */
export interface WordBlocks {
  /** W_i E x, n vectors of H numbers, oldest position first: what the word adds to a at position i. */
  readonly given: readonly (readonly number[])[];
  /** n x n: the cosine between its contributions at two positions. 1: the same; near 0: unrelated. */
  readonly alike: readonly (readonly number[])[];
  /** n x n: the cosine between two blocks of W as a whole. */
  readonly blocks: readonly (readonly number[])[];
}

/** A context, a next word that never followed its end in training, and its probability by each model. */
export interface Unseen {
  /** The context, oldest token first, as long as the model with the longer context needs. */
  readonly context: readonly number[];
  /** The word. */
  readonly next: number;
  /** P(next | context) by the network. */
  readonly network: number;
  /** P(next | context) by the n-gram; none if it has no distribution. */
  readonly ngram?: number;
  /** If the corpus has a grammar: a word that it never licenses there, and the network's probability of it. */
  readonly illicit?: readonly [number, number];
}

/** A list of them, and their means. */
export interface UnseenList {
  /** Whether these are the farmyard's held-back combinations, or those that occur in the validation split. */
  readonly heldBack: boolean;
  /** All of them, or the requested number of them. */
  readonly rows: readonly Unseen[];
  /** How many there are. */
  readonly total: number;
  /** Mean probability by the network. */
  readonly network: number;
  /** Mean probability by the n-gram; without a distribution it counts as 0. */
  readonly ngram: number;
  /** Mean probability by the network of the illicit words, if there are any. */
  readonly illicit?: number;
  /** How often the network gives the word more than the n-gram does. */
  readonly aboveNgram: number;
  /** How often the network gives the word more than the illicit one. */
  readonly aboveIllicit: number;
}

/** Words from a script: a text to cut by the corpus's rules, or tokens taken as they are. */
export type Words = string | readonly string[];

/** The source of the text: a bundled corpus, one text to split, or three splits. */
export type CorpusSource =
  | { readonly name: string; readonly size?: number }
  | { readonly text: string }
  | { readonly train: string; readonly validation?: string; readonly test?: string };

/** Where training runs: on the CPU, exactly; on the GPU; or on the faster of the two. */
export type BackendChoice = "cpu" | "webgpu" | "auto";

/**
 * A model's options: how text becomes tokens, vocabulary and splits, then the network's sizes and initial values. A
 * bundled corpus has its own defaults for reading its text; otherwise the defaults are those named here.
 */
export interface ModelOptions {
  /** The text. */
  readonly corpus: CorpusSource;
  /** Default "word". "space" cuts at white space only; `<unk>` and `</s>` in the text are then the special tokens. */
  readonly unit?: Unit;
  /** Default false. */
  readonly lowercase?: boolean;
  /**
   * Whether look-alike apostrophes, quotes and hyphens are read as the same. Default true for words, false otherwise.
   */
  readonly fold?: boolean;
  /**
   * A sentence is a line (true, the default), or ends with punctuation, or is the text between blank lines; false: the
   * text is one stream.
   */
  readonly sentences?: Sentences;
  /** False closes the vocabulary: a text with a token outside it is refused. Default true. */
  readonly unknown?: boolean;
  /** Default 1. */
  readonly minimumCount?: number;
  /** Counts `</s>` and `<unk>`. Default 10000. */
  readonly maximumVocabulary?: number;
  /** Fixes the tokens and their ids. */
  readonly vocabulary?: readonly string[];
  /** Three fractions with sum 1, the first above 0. Default [0.8, 0.1, 0.1]. */
  readonly split?: readonly [number, number, number];
  /**
   * The seed by which the sentences (in a stream, blocks) are shuffled before `split` divides them. Default: the
   * text's own order.
   */
  readonly shuffle?: number;
  /** n, 1 to 16. Default 3. */
  readonly context?: number;
  /** d. Default 16. */
  readonly embedding?: number;
  /** H. Default 64. */
  readonly hidden?: number;
  /** Default "tanh". */
  readonly activation?: Activation;
  /** Default false. */
  readonly bias?: boolean;
  /** An integer, 0 to 2^53-1. Default 1. */
  readonly seed?: number;
  /** Default "cpu". */
  readonly backend?: BackendChoice;
}

/** How to draw words. */
export interface GenerateOptions {
  /** The prompt. Default: empty. */
  readonly prompt?: Words;
  /** The most tokens to draw. Default 20. */
  readonly length?: number;
  /** 0 takes the most probable token. Default 1. */
  readonly temperature?: number;
  /** Draws from this many of the most probable tokens. Default: all. */
  readonly topK?: number;
  /** Draws from the most probable tokens that together have this probability. Default 1. */
  readonly topP?: number;
  /** Default 1. */
  readonly seed?: number;
}

/** sigma, the function between a and h. */
export type Activation = "tanh" | "sigmoid" | "relu";

/** One of the file's tensors. */
export interface NamedTensor {
  /** Its name in the file. */
  readonly name: string;
  /** E as |V| x d, W as n·d x H, U as H x |V|. If absent, the shape decides. */
  readonly transposed?: boolean;
}

/** Which tensor of the file is which. */
export interface NamedTensors {
  /** The embeddings. */
  readonly E?: NamedTensor;
  /** The hidden layer's weights. */
  readonly W?: NamedTensor;
  /** The output layer's weights. */
  readonly U?: NamedTensor;
  /** The hidden layer's bias, if there is one. */
  readonly b?: NamedTensor;
  /** The output layer's bias, if there is one. */
  readonly c?: NamedTensor;
}

/** Something that a question shows. */
export type ExerciseValue = number | string | readonly number[] | readonly string[] | readonly (readonly string[])[];

/** One thing that a question shows, by its name in the page's words. */
export interface ExerciseFact {
  /** Its name. */
  readonly name: string;
  /** What it is. */
  readonly value: ExerciseValue;
}

/** Something to choose. */
export interface ExerciseChoice {
  /** What it is. */
  readonly value: ExerciseValue;
  /** Of a row on a page of numbers: its number. */
  readonly number?: number;
}

/** One question, without its answer. */
export interface Exercise {
  /** Its kind. */
  readonly kind: string;
  /** The chapter of the lecture that it belongs to. */
  readonly chapter: string;
  /** What it shows. */
  readonly facts: readonly ExerciseFact[];
  /** What can be chosen; empty where a number is wanted. */
  readonly options: readonly ExerciseChoice[];
  /** How far off a number may be. */
  readonly tolerance: number;
}

/** What an answer was worth. */
export interface ExerciseMark {
  /** Whether it was right. */
  readonly right: boolean;
  /** The right number, or the place of the right option. */
  readonly expected: number;
  /** The classic mistake that gives the answer that was given. */
  readonly miss?: string;
  /** The numbers of the way to the answer. */
  readonly way: readonly ExerciseFact[];
}

/**
 * Identifies the model that an answer was given on: two models with the same one have the same numbers and the same
 * text.
 */
export interface ModelStanding {
  /** Training steps taken. */
  readonly step: number;
  /** FNV-1a, 64 bits, of every parameter's bits, as sixteen hexadecimal digits. */
  readonly digest: string;
  /** The same hash of the vocabulary and all tokens; empty for a model without its text. */
  readonly text: string;
}

/** Exercises, and the model that they are about. */
export interface Exercises {
  /** The questions, in the order of the lecture. */
  readonly questions: readonly Exercise[];
  /** Requested kinds for which this model or its text is too small. */
  readonly missing: readonly string[];
  /** Requested names that are neither a kind nor a chapter. */
  readonly unknown: readonly string[];
  /** The model. */
  readonly standing: ModelStanding;
}

/** A marked answer. */
export interface ExerciseJudged {
  /** The question as this model asks it. If the page showed another one, the model has changed since. */
  readonly question: Exercise;
  /** Whether the answer is right, and the solution. */
  readonly marked: ExerciseMark;
  /** The model that marked it. */
  readonly standing: ModelStanding;
}

/** A game under way. The same seed asks for the same words again. */
export interface GameSoFar {
  /** The seed that draws the words. */
  readonly seed: number;
  /** The number of rounds. */
  readonly rounds: number;
  /** (token, per cent) pairs of every round so far, in order. */
  readonly stakes: readonly (readonly (readonly [number, number])[])[];
}

/** A quick question about the corpus or its models. */
export type Question =
  | { readonly chain: Words }
  | { readonly counts: { readonly order: number; readonly context: Words } }
  | { readonly game: GameSoFar }
  | { readonly entropy: readonly number[] }
  | { readonly sources: number }
  | "growth"
  | { readonly blocks: string }
  | { readonly text: string }
  | { readonly exercises: { readonly seed: number; readonly wanted: readonly string[] } }
  | { readonly mark: { readonly seed: number; readonly kind: string; readonly given: string } }
  | "standing";

/** A sentence by one model. */
export interface ModelChain {
  /** Which model. */
  readonly model: ModelName;
  /**
   * The words as they were typed, with `</s>` if the corpus has sentences; the factors' positions are indices into
   * them.
   */
  readonly tokens: readonly string[];
  /** The factors; Absent if `problem` says why there are none. */
  readonly chain?: Chain;
  /** Why there are none. */
  readonly problem?: string;
}

/** What followed a context in training. */
export interface ContextCounts {
  /** The tokens that count, oldest first. */
  readonly context: readonly number[];
  /** How often the context occurs in training. */
  readonly total: number;
  /** Each token that followed, how often, and its probability; the most frequent first. */
  readonly followers: readonly (readonly [number, number, number])[];
  /** The number of words in the vocabulary that never followed. */
  readonly never: number;
  /** The total probability of these words; Absent if the model has no distribution. */
  readonly neverProbability?: number;
}

/** A finished round. */
export interface GameRound {
  /** The context before the word. */
  readonly context: readonly number[];
  /** The word to guess. */
  readonly target: number;
  /** The probability that the stakes gave it. */
  readonly probability: number;
}

/** A game. */
export interface Game {
  /** The number of rounds. */
  readonly rounds: number;
  /** The finished rounds. */
  readonly played: readonly GameRound[];
  /** The context before the next word to guess; Absent when the game is over. */
  readonly context?: readonly number[];
  /** The player's figures; Absent before the first round. */
  readonly player?: Figures;
  /** Every model's figures on the same words. */
  readonly models: readonly (readonly [ModelName, Figures | undefined])[];
}

/** The answer to a `Question`. */
export interface Answers {
  readonly chain: readonly ModelChain[];
  readonly counts: ContextCounts;
  readonly game: Game;
  readonly entropy: Entropy;
  readonly sources: { readonly digits: Entropy; readonly switchboard: Entropy };
  readonly growth: readonly Growth[];
  readonly blocks: WordBlocks;
  readonly text: string;
  readonly exercises: Exercises;
  readonly mark: ExerciseJudged;
  readonly standing: ModelStanding;
}

/** A question that takes longer. */
export type Task =
  | { readonly lineup: NgramOptions }
  | { readonly rows: Split }
  | { readonly spelling: SpellingOptions }
  | { readonly nearest: Words }
  | { readonly likelihood: { readonly split: Split; readonly order: number } }
  | { readonly unseen: { readonly order: number; readonly most: number } };

/** The nearest contexts. */
export interface Nearest {
  /** The given context. */
  readonly context: readonly number[];
  /** The training contexts, nearest first. */
  readonly nearest: readonly NearContext[];
  /** The corpus line of each; in a stream, the tokens around it. */
  readonly lines: readonly (readonly string[])[];
}

/** A loss in all its forms. */
export interface Likelihood {
  /** The forms over the whole split. */
  readonly forms: Forms;
  /** The loss with its counts. */
  readonly figures: Figures;
  /** The split's first factors. */
  readonly steps: readonly LikelihoodStep[];
  /** The predicted tokens of these factors. */
  readonly tokens: readonly number[];
}

/** The answer to a `Task`. */
export interface Outcomes {
  readonly lineup: { readonly members: readonly Member[] };
  readonly rows: Rows;
  readonly spelling: Spelling;
  readonly nearest: Nearest;
  readonly likelihood: Likelihood;
  readonly unseen: UnseenList;
}

/** The rule that turns a gradient g into an update. */
export type OptimizerName = "sgd" | "momentum" | "adamw";

/** How the rate depends on the step. */
export type ScheduleName = "constant" | "cosine" | "step";

/** How a gradient becomes an update. The optimizer's state is kept from call to call; another optimizer clears it. */
export interface OptimizerOptions {
  /** eta. Default 0.1. For an example's update, if none of these options is given, the rate of the last trace. */
  readonly rate?: number;
  /** Default "sgd". */
  readonly optimizer?: OptimizerName;
  /** mu in v = mu v + g. Default 0.9. */
  readonly momentum?: number;
  /** Default 0.9. */
  readonly beta1?: number;
  /** Default 0.999. */
  readonly beta2?: number;
  /** Default 1e-8. */
  readonly epsilon?: number;
  /** Decoupled weight decay, on every tensor. Default 0. */
  readonly weightDecay?: number;
  /** The largest global L2 norm of a gradient. Default: none. */
  readonly clip?: number;
  /** Default "constant". */
  readonly schedule?: ScheduleName;
  /** Steps of "cosine", from the full rate to 0. */
  readonly total?: number;
  /** Steps between two drops of "step". */
  readonly every?: number;
  /** The factor by which each drop of "step" multiplies the rate. Default 0.1. */
  readonly factor?: number;
  /**
   * The step at which the schedule begins. Default: the step at which it was first asked for; the same settings then
   * continue it.
   */
  readonly from?: number;
}

/** The order of the examples. */
export type ExampleOrder = "random" | "sequential";

/** A run on the training split. */
export interface TrainRun extends OptimizerOptions {
  /** How many steps. */
  readonly steps: number;
  /** B, the batch size. Default 32. */
  readonly batch?: number;
  /** Default "random": a seeded permutation per epoch, which continues from call to call. */
  readonly order?: ExampleOrder;
}

/** A run on a script's custom examples. */
export interface TrainOnRun extends OptimizerOptions {
  /** How many steps. Default 1. */
  readonly steps?: number;
  /** B, the batch size. Default: all examples. */
  readonly batch?: number;
}

/**
 * How the rate depends on the step, checked, and where that begins. s is the model's step before the update, minus
 * `from`.
 */
export interface Schedule {
  /** Cosine: rate/2 (1 + cos(pi min(s, span)/span)). Step: rate · factor^floor(s/span). */
  readonly schedule: "cosine" | "step";
  /** eta at the beginning. */
  readonly rate: number;
  /** Steps of the half wave, or between two drops. */
  readonly span: number;
  /** The factor of a drop; 0 if there are no drops. */
  readonly factor: number;
  /** The step at which it begins; none: it has not begun. */
  readonly from: number;
}

/** The token to be predicted. */
export type Target = number | string;

/** An example, and an update on it. */
export interface ExampleOptions extends OptimizerOptions {
  /** With `target`, the example; without both, the last one traced, computed again. A parameter needs no example. */
  readonly context?: Words;
  /** A token or its id. */
  readonly target?: Target;
}

/** What to trace of an example, and an update on it. */
export interface TraceOptions extends OptimizerOptions {
  /**
   * The tensors to copy out of the engine. Default: all. A parameter's name means its value after the update. At |V| =
   * 10,000 dU or U alone takes ten megabytes, so a view names what it draws.
   */
  readonly tensors?: readonly (ExampleTensor | ParameterName)[];
  /** Also softmax and dz in small steps. Default false. */
  readonly fine?: boolean;
}

/** Which terms to give, and of which example. */
export interface ExplainOptions extends ExampleOptions {
  /** Default "equation": in the equation's order. "magnitude": the largest product first, in softmax the largest z. */
  readonly order?: TermOrder;
  /** The first term to give. Default 0. */
  readonly from?: number;
  /** The number of terms to give. Default: all. */
  readonly count?: number;
}

/** Which entries of an example's gradients to check. */
export interface GradientCheckOptions extends ExampleOptions {
  /** One gradient. Default: all. */
  readonly tensor?: GradientName;
  /** The number of entries, spread over the gradients. Default 60. */
  readonly samples?: number;
  /** The seed that draws the entries. Default 1. */
  readonly seed?: number;
}

/** Which window of a tensor to draw, and how large: at most 4,000,000 pixels in all. */
export interface ViewOptions extends ExampleOptions {
  /** [first, end], without the end, as the tensor is shown. Default: all. */
  readonly rows?: readonly [number, number];
  /** As `rows`. */
  readonly columns?: readonly [number, number];
  /** The most pixels across. Default and limit: one a column. */
  readonly width?: number;
  /** The most pixels down. Default and limit: one a row. */
  readonly height?: number;
}

/** What to return of a batch. */
export interface BatchTensors {
  /** The mean gradients to copy. Default: all. */
  readonly tensors?: readonly GradientName[];
}

/** One number to be set: `index` is `[row, column]` or `[position]` of the parameter as `parameters()` shows it. */
export interface CellEdit {
  readonly tensor: string;
  readonly index: readonly number[];
  readonly value: number;
}

/** Some sentences of a split. */
export interface SentenceRange {
  readonly from: number;
  readonly count: number;
}

/** How many examples with the largest loss, and of which split. */
export interface WorstOptions {
  readonly split: Split;
  readonly count: number;
}

/** The neighbours of which word, and how many. */
export interface NeighbourOptions {
  readonly token: string;
  readonly k: number;
}

/** The lines of which word, and how many at most. */
export interface LineOptions {
  readonly token: string;
  readonly count: number;
}

/** What the update of a parameter does, as its equation shows it. */
export interface StepUpdate {
  /** The optimizer's rule. */
  readonly optimizer: OptimizerName;
  /** Whether every parameter is first multiplied by 1 - eta · lambda. */
  readonly decay: boolean;
  /** Whether the gradient is scaled down because its norm is over the limit. */
  readonly clip: boolean;
}

/** A step of the plan as it is in this network. */
export interface Step {
  /** Its name, which never changes. */
  readonly id: string;
  /** "forward", "backward" or "update". */
  readonly phase: "forward" | "backward" | "update";
  /** A title for people. */
  readonly title: string;
  /** Its equation, as LaTeX. */
  readonly equation: string;
  /** The names of the tensors that it reads. */
  readonly reads: readonly string[];
  /** The names of the tensors that it writes. */
  readonly writes: readonly string[];
  /** For a small step: the step that it is a part of. */
  readonly parent?: "softmax" | "dz";
  /** For an update: what it does. */
  readonly update?: StepUpdate;
}

/** One step of the gradient's flow from the loss to the words. */
export interface Flow {
  /** The value from which the gradient flows. */
  readonly from: string;
  /** The value to which it flows; "word" at the end. */
  readonly to: string;
  /** The gradient. */
  readonly tensor: "dz" | "dh" | "da" | "de";
  /** Its L2 norm; at the end, that of one word's part. */
  readonly norm: number;
  /** At the end: the word's position, 0 for the oldest. */
  readonly position?: number;
}

/** What is wrong with a number or a tensor. */
export type FlagKind = "saturated" | "vanishing" | "exploding";

/** A warning, and where it belongs. */
export interface Flag {
  /** The tensor. */
  readonly tensor: string;
  /** The index of the number, if the warning is about one. */
  readonly index?: readonly number[];
  /** The kind of warning. */
  readonly kind: FlagKind;
  /**
   * What was compared with the limit: the slope as a part of the steepest, or the norm as a multiple of the norm of
   * dz.
   */
  readonly value: number;
}

/** One number in a term, and its place. */
export interface Factor {
  /** A name: see `Named`. */
  readonly tensor: string;
  /** Row and column as shown, or the place in a vector. */
  readonly index: readonly number[];
  /** The number. */
  readonly value: number;
}

/** A term of a sum, or an operand. */
export interface Term {
  /** The numbers that are multiplied. */
  readonly factors: readonly Factor[];
  /** What it adds to the sum: its sign times the exact product of its f32 factors; or an operand's value. */
  readonly product: number;
  /** 1, or -1 if it is subtracted: the y of yhat - y, the step of an update. */
  readonly sign: 1 | -1;
}

/** What a parameter's number is. */
export type Origin =
  | { readonly kind: "initial"; readonly initial: number }
  | { readonly kind: "trained"; readonly initial: number }
  | { readonly kind: "set"; readonly initial: number };

/** The order of an explanation's terms. */
export type TermOrder = "equation" | "magnitude";

/** Where one number comes from. */
export interface Explanation {
  /** The number. */
  readonly value: number;
  /**
   * "sum" if the products of the terms add up to the value, within f32 rounding; "parameter", "one-hot", "memory" (a
   * moment of the optimizer) or "setting" for what this example did not compute; else the function (tanh, sigmoid,
   * relu, softmax, log, derivative, max, exp, quotient, adamw) whose operands are the terms.
   */
  readonly operation: string;
  /** The equation of one element, as LaTeX. */
  readonly equation: string;
  /** The terms in the equation's order, or in the requested order; all of them, or a page of them. */
  readonly terms: readonly Term[];
  /** How many terms there are in all. */
  readonly count: number;
  /** For a sum: all its products, added in f64. */
  readonly total?: number;
  /**
   * For a sum: how far the value may be from `total`, because the network adds in f32. Each product and each addition
   * rounds once, by at most 2^-24 of the sum of the products' magnitudes.
   */
  readonly tolerance?: number;
  /** For a parameter: what its number is. */
  readonly origin?: Origin;
}

/** One entry of a gradient, and both numbers for it. */
export interface GradientPlace {
  /** The gradient. */
  readonly tensor: GradientName;
  /** Row and column as shown. */
  readonly index: readonly number[];
  /** The backend's number. */
  readonly gradient: number;
  /** The number by differences. */
  readonly difference: number;
}

/** The result of a check for one tensor. */
export interface GradientFinding {
  /** The gradient. */
  readonly tensor: GradientName;
  /** The largest error; 0 if nothing was checked. */
  readonly worst: number;
  /** Where it is, row and column as shown. */
  readonly where?: GradientPlace;
  /** Entries compared. */
  readonly checked: number;
  /** Entries that were skipped, because a kink was too near. */
  readonly skipped: number;
}

/** The result of a whole check. */
export interface GradientReport {
  /** The largest error of all. */
  readonly worst: number;
  /** Where it is; absent where nothing was checked. */
  readonly where?: GradientPlace;
  /** Entries compared. */
  readonly checked: number;
  /** Entries left out: a kink was too near. */
  readonly skipped: number;
  /** The same for each gradient. */
  readonly tensors: readonly GradientFinding[];
}

/** One number's symbol and rule. */
export interface PrimerCell {
  /** Its symbol, as LaTeX. */
  readonly name: string;
  /** Its rule; empty if the number is given. */
  readonly rule: string;
}

/** A matrix on the sheet, row by row. */
export interface PrimerMatrix {
  /**
   * Its name for links and tests: a letter, `d` and a letter for the loss's derivative by it, `dz_dW` for dz/dW,
   * `dW_product` for the product of the full matrices.
   */
  readonly id: string;
  /** Its name as LaTeX. */
  readonly name: string;
  /** How many rows. */
  readonly rows: number;
  /** How many columns. */
  readonly columns: number;
  /** The place of its first number on the sheet. */
  readonly first: number;
  /** Its cells, rows x columns. */
  readonly cells: readonly PrimerCell[];
}

/** A product by the chain rule, multiplied from the left: `products[k]` is the product of the first k + 2 factors. */
export interface PrimerChain {
  /** The parameter at its end. */
  readonly of: string;
  /** Ids of the matrices, from the loss on. */
  readonly factors: readonly string[];
  /** Ids of the products. */
  readonly products: readonly string[];
  /** Ids of the short forms, one for each product. */
  readonly short: readonly string[];
}

/** A network's numbers, and how they are connected. */
export interface PrimerPlain {
  /** In the order of computing. */
  readonly matrices: readonly PrimerMatrix[];
  /** One for each parameter. */
  readonly chains: readonly PrimerChain[];
  /** Whether a product of full matrices failed although the short form does not. */
  readonly productFailed: boolean;
}

/** Why a cell's text is refused. */
export interface PrimerComplaint {
  /** The cell, as `Primer::edit` names it; `y` if its three cells together are wrong. */
  readonly cell: string;
  /** What was wrong and what would be right. */
  readonly message: string;
}

/** A circle of the drawing: in the forward pass a value, in the backward pass the loss's derivative by it. */
export interface PrimerNode {
  /** Its letter, the key of its value and its derivative. */
  readonly id: string;
  /** Rows and columns; a vector has one column. */
  readonly shape: readonly [number, number];
  /** A given number, not a computed one. */
  readonly given: boolean;
}

/** An arrow: values flow from `from` to `to`, derivatives from `to` to `from`. */
export interface PrimerEdge {
  /** The source of the value. */
  readonly from: string;
  /** Its destination. */
  readonly to: string;
}

/** One step of the walk. */
export interface PrimerStep {
  /** Its name, for links and tests. */
  readonly id: string;
  /** Whether it belongs to the backward pass. */
  readonly backward: boolean;
  /** A title for people. */
  readonly title: string;
  /** What it computes, as LaTeX. */
  readonly equation: string;
  /** The nodes it reads (in the backward pass, their values or derivatives). */
  readonly reads: readonly string[];
  /** The node whose value (forward) or derivative (backward) it computes. */
  readonly writes: string;
  /** One sentence for a reader. */
  readonly prose: string;
  /** One sentence for a listener: the equation in words. */
  readonly spoken: string;
}

/** A network's graph and its steps. */
export interface PrimerWalk {
  /** The circles. */
  readonly nodes: readonly PrimerNode[];
  /** The arrows. */
  readonly edges: readonly PrimerEdge[];
  /** The steps, in order. */
  readonly steps: readonly PrimerStep[];
}

/** One of the primer's two networks. */
export type PrimerNetwork = "classifier" | "hidden";

/** A question about the numbers that the primer shows, without its answer. */
export interface PrimerQuestion {
  /** What is asked, as in an assignment. */
  readonly exercise: Exercise;
  /** The network that it is about. */
  readonly network: PrimerNetwork;
  /** The number of the network's sheet that it asks for; that number's rule leads to it. */
  readonly cell?: number;
}

/** What was found. */
export type TextHintKind =
  | "wrapped"
  | "subtitles"
  | "beginnings"
  | "table"
  | "script"
  | "joined"
  | "sorted"
  | "repeated"
  | "licence"
  | "prepared"
  | "italics";

/** Options that a hint would set. */
export interface TextChange {
  /** What a token is. */
  readonly unit?: Unit;
  /** What a sentence is. */
  readonly sentences?: Sentences;
  /** The seed of a shuffle. */
  readonly shuffle?: number;
}

/** One finding, the share of the text that it concerns, and options that would fit. */
export interface TextHint {
  /** What. */
  readonly kind: TextHintKind;
  /**
   * The share of the lines (for a script of the letters, for repeated sentences of the validation sentences), from 0
   * to 1.
   */
  readonly share: number;
  /** An example from the text; empty if there is none. */
  readonly example: string;
  /** Options that fit; none if the text itself must change. */
  readonly change: TextChange;
}

/** The counts of a split. */
export interface SurveyedSplit {
  /** Sentences; 0 in a stream. */
  readonly sentences: number;
  /** Tokens without the ends of sentences. */
  readonly tokens: number;
  /** Tokens that are `<unk>`. */
  readonly unknown: number;
  /** Predictions that the network would be trained on or evaluated by. */
  readonly predictions: number;
}

/** The three splits. */
export interface SurveyedSplits {
  /** The split that the model is trained on. */
  readonly train: SurveyedSplit;
  /** The split that settings are chosen by. */
  readonly validation: SurveyedSplit;
  /** The split that the result is reported on. */
  readonly test: SurveyedSplit;
}

/** The beginning of a sentence, or of a stream, as tokens. */
export interface TextLine {
  /** The first tokens, `<unk>` included. */
  readonly tokens: readonly string[];
  /** How many more tokens there are. */
  readonly more: number;
}

/** What the text becomes. */
export interface TextFigures {
  /** The counts of each split. */
  readonly splits: SurveyedSplits;
  /** |V| */
  readonly vocabulary: number;
  /** Distinct tokens of the training split. */
  readonly distinct: number;
  /** Those that occur at least `minimumCount` times. */
  readonly enough: number;
  /** Apostrophes, quotes and hyphens that folding changed. */
  readonly folded: number;
  /** The first lines of the training split. */
  readonly lines: readonly TextLine[];
  /** Learned parameters. */
  readonly parameters: number;
  /** Bytes that network and text may use at most. */
  readonly memory: number;
  /** Multiplications of one training example, forward and backward. */
  readonly operations: number;
}

/** What is known before there is a model. */
export interface TextPlain {
  /** Absent if no corpus can be made. */
  readonly figures?: TextFigures;
  /** What the text looks like. */
  readonly hints: readonly TextHint[];
}

/** A tensor of a file, by what the file says of it. */
export interface FileTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
}

/** A tensor: row-major numbers with their shape beside them. Always a copy. */
export interface Tensor {
  /** `[rows, columns]` or `[length]`. */
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A training state on its way between two engines. The lists are copies, as they lie in memory. */
export interface Handover {
  /** Sizes, rule, counts. */
  readonly make: { readonly rule: OptimizerName; readonly step: number; readonly [name: string]: unknown };
  readonly parameters: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/** Why something is refused, `error.code`: each with the names of its facts, which are in `error.facts`. */
export interface RefusalFacts {
  readonly whole: "from" | "to";
  readonly wholeSeed: never;
  readonly wholeLeast: "least";
  readonly numberLeast: "least";
  readonly numberBetween: "from" | "to";
  readonly numberSuchAs: "from" | "to" | "such";
  readonly between: "from" | "to";
  readonly aboveZero: "most";
  readonly belowOne: never;
  readonly insideOne: never;
  readonly atMost: "most";
  readonly finite: never;
  readonly allFinite: never;
  readonly roundsToOne: never;
  readonly smoothingRange: never;
  readonly scheduleNeeds: never;
  readonly neverSettles: "rate" | "product" | "factor" | "below";
  readonly truth: never;
  readonly number: never;
  readonly text: never;
  readonly list: never;
  readonly listOf: "count";
  readonly object: never;
  readonly options: never;
  readonly plainData: never;
  readonly kindOfValue: "what";
  readonly other: "what";
  readonly given: never;
  readonly choice: "names";
  readonly oneOf: "names";
  readonly didYouMean: "name";
  readonly optionsAre: "names";
  readonly tensorsAre: "names";
  readonly parametersAre: never;
  readonly length: "count";
  readonly idRange: "most";
  readonly idsBelow: "size";
  readonly idsPerTarget: "count";
  readonly idList: never;
  readonly vocabularySize: never;
  readonly vocabularyRoom: "least";
  readonly tokensOnce: never;
  readonly tokenList: never;
  readonly splitFractions: never;
  readonly threeFractions: never;
  readonly streamContext: "tokens";
  readonly oneSize: "corpus";
  readonly digits: "from" | "to";
  readonly callers: "from" | "to";
  readonly splitOrWhole: never;
  readonly noLongNgram: never;
  readonly knownWord: never;
  readonly word: never;
  readonly inVocabulary: never;
  readonly oneWordGroups: never;
  readonly pixel: never;
  readonly pixels: "most";
  readonly rangeWithin: "length";
  readonly tensorHere: never;
  readonly jacobianWords: "most";
  readonly indexWithin: "tensor" | "shape";
  readonly placeWithin: "tensor" | "shape";
  readonly shape: "shape";
  readonly noParameter: never;
  readonly tensorObject: never;
  readonly tensorsByName: never;
  readonly projected: never;
  readonly directions: "size";
  readonly edits: never;
  readonly editsMost: "most";
  readonly editSomething: never;
  readonly examplesMost: "most";
  readonly contextWantsTarget: never;
  readonly targetWantsContext: never;
  readonly historyBegins: "first" | "last";
  readonly branch: never;
  readonly savedBytes: never;
  readonly cells: never;
  readonly oneHot: never;
  readonly smallerStep: "why";
  readonly askedQuestion: never;
  readonly knownQuestion: never;
  readonly answerNumber: never;
  readonly answerOption: "most";
  readonly stakedOnce: never;
  readonly somethingStaked: never;
  readonly emptyText: never;
  readonly emptyTraining: never;
  readonly oneWord: never;
  readonly oneTrainingWord: never;
  readonly oneSentence: "splits";
  readonly fewSentences: "sentences" | "splits";
  readonly fewTokens: "tokens" | "splits";
  readonly longWord: never;
  readonly nulByte: "at";
  readonly zeroByte: never;
  readonly notUtf8: "at" | "byte";
  readonly noTokenLeft: never;
  readonly closedVocabulary: "token" | "tokens";
  readonly oneTokenNeeded: "given" | "more";
  readonly tokensNeeded: "needed" | "given" | "more";
  readonly emptySentence: never;
  readonly typeSentence: never;
  readonly typeWord: never;
  readonly textPredictsNothing: never;
  readonly nothingPredicted: never;
  readonly splitEvaluatesNothing: "split";
  readonly splitPredictsNothing: "split";
  readonly splitPredictsNothingAfter: "split" | "history";
  readonly splitWithoutExample: "split";
  readonly nothingWeighed: never;
  readonly charactersSpelling: never;
  readonly nothingToMisspell: "from" | "to";
  readonly nothingToGuess: never;
  readonly oneText: never;
  readonly textNotFetched: "corpus";
  readonly textComplete: never;
  readonly readsNoText: never;
  readonly withoutText: never;
  readonly outgrown: never;
  readonly underWay: never;
  readonly onItsWay: never;
  readonly changedSince: never;
  readonly workOver: never;
  readonly unknownWork: "work";
  readonly nothingToUndo: never;
  readonly nothingTraced: never;
  readonly noUpdate: never;
  readonly notCounted: "order";
  readonly arpaUnsmoothed: never;
  readonly arpaMany: "ngrams" | "most";
  readonly contextWithoutDirection: never;
  readonly gameOver: never;
  readonly smallModel: "question";
  readonly noCell: "cell";
  readonly newerRules: never;
  readonly anotherNetwork: never;
  readonly notTraced: never;
  readonly crewOrder: never;
  readonly crewModel: never;
  readonly thisNetwork: never;
  readonly thisModel: never;
  readonly secondModel: never;
  readonly thisText: never;
  readonly training: never;
  readonly trainingBatch: "batch";
  readonly trainingThreads: never;
  readonly settingParameters: never;
  readonly snapshot: never;
  readonly anotherStep: never;
  readonly readingFile: never;
  readonly thisPrediction: never;
  readonly thisTrace: never;
  readonly thisUpdate: never;
  readonly gradientCheck: never;
  readonly batchGradient: never;
  readonly thisBatch: never;
  readonly worstExamples: never;
  readonly deadUnits: never;
  readonly theseLines: never;
  readonly theseTrails: never;
  readonly thisProjection: never;
  readonly nearestWords: never;
  readonly nearestContexts: never;
  readonly theseGroups: never;
  readonly countingNgrams: never;
  readonly countingOrder: "order";
  readonly ngramList: never;
  readonly theseFactors: never;
  readonly tableOfModels: never;
  readonly sentenceOrder: never;
  readonly guessOrder: never;
  readonly hiddenFits: "most";
  readonly batchFits: "most";
  readonly splitFits: "most";
  readonly textFits: "most";
  readonly fileShort: never;
  readonly fileHeaderLength: "bytes";
  readonly fileHeaderCut: never;
  readonly fileHeaderUtf8: never;
  readonly fileHeaderJson: never;
  readonly fileHeaderValues: "most";
  readonly fileOverlap: "one" | "other";
  readonly fileGap: "bytes" | "tensor";
  readonly fileTensorCut: "tensor";
  readonly fileRest: "bytes";
  readonly fileWithout: "entry";
  readonly fileNotWhole: "entry";
  readonly fileUnread: "entry";
  readonly fileValues: "entry" | "most";
  readonly fileHeaderTwice: "name";
  readonly fileMetadataTwice: "name";
  readonly fileTensorTwice: "tensor" | "name";
  readonly fileMetadata: never;
  readonly fileMetadataString: "entry";
  readonly fileTensorDescription: "tensor";
  readonly fileTensorType: "tensor";
  readonly fileTensorShape: "tensor";
  readonly fileTensorPlace: "tensor";
  readonly fileTensorBytes: "tensor" | "bytes";
  readonly fileChanged: never;
  readonly fileOfAnother: never;
  readonly fileFormat: "format" | "ours";
  readonly fileEntry: "entry";
  readonly tensorMissing: "tensor";
  readonly tensorShape: "tensor" | "shape" | "wanted";
  readonly tensorNumbers: "tensor" | "dtype";
  readonly tensorInfinite: "tensor";
  readonly tensorUnnamed: "letter";
  readonly tensorNoMatrix: "tensor" | "shape" | "letter";
  readonly embeddingShape: "tensor" | "shape" | "tokens";
  readonly outputShape: "tensor" | "shape" | "tokens";
  readonly hiddenShape: "tensor" | "shape" | "hidden" | "size";
  readonly assumedTanh: never;
  readonly assumedLines: "token";
  readonly assumedStream: "token";
  readonly assumedOpen: "token";
  readonly assumedClosed: "token";
  readonly assumedPlain: "letter";
  readonly assumedTransposed: "letter" | "rows" | "columns";
  readonly assumedZero: "tensor";
  readonly assumedUnbiased: never;
  readonly lossNotFinite: "step";
  readonly lossNotFiniteIn: "step" | "tensor";
  readonly parametersOf: "step";
  readonly noParameterChanged: never;
  readonly rateWas: "rate";
  readonly rateAndClip: "rate" | "clip";
  readonly rateAndDecay: "rate" | "decay";
  readonly rateDecayAndClip: "rate" | "decay" | "clip";
  readonly rateAndStrongDecay: "rate" | "decay";
  readonly rateStrongDecayAndClip: "rate" | "decay" | "clip";
  readonly decayErases: "product" | "below";
  readonly decayTurns: "product" | "below";
  readonly weightsStuck: "stuck" | "weights";
  readonly cardNone: never;
  readonly cardNoDevice: "why";
  readonly cardLost: "why";
  readonly cardFault: "why";
  readonly cardRefused: "what" | "why";
  readonly cardFull: "what";
  readonly cardPiece: "what" | "numbers" | "bytes" | "most";
  readonly cardShader: "file" | "entry" | "why";
  readonly cardSum: "tensor";
  readonly cardNoRoom: never;
  readonly cardUntraced: never;
  readonly cardLengths: never;
}

export type RefusalCode = keyof RefusalFacts;
