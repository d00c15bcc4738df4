//! Why something is refused, stopped, warned of or assumed: a kind, which a page phrases in its reader's language, and its facts. Only this
//! room makes the English sentence from them, for scripts and native programs.

use std::fmt::{self, Display};

use crate::host::decimal;

/// A fact of a refusal: a number, a word, a list.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// A count, a size, an index.
    Whole(u64),
    /// Any number.
    Number(f64),
    /// A word, a name, or a message of another program.
    Text(String),
    /// Names that can be chosen: `"a", "b" or "c"`.
    Choice(Vec<String>),
    /// The sides of a tensor: `[3, 4]`.
    Shape(Vec<u64>),
}

impl Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fact::Whole(number) => number.fmt(f),
            Fact::Number(number) => f.write_str(&decimal(*number)),
            Fact::Text(text) => f.write_str(text),
            Fact::Choice(names) => {
                for (at, name) in names.iter().enumerate() {
                    let before = match at {
                        0 => "",
                        _ if at + 1 == names.len() => " or ",
                        _ => ", ",
                    };
                    write!(f, "{before}\"{name}\"")?;
                }
                Ok(())
            }
            Fact::Shape(sides) => write!(f, "{sides:?}"),
        }
    }
}

macro_rules! facts {
    ($($type:ty: |$value:ident| $fact:expr;)*) => {
        $(impl From<$type> for Fact {
            fn from($value: $type) -> Self {
                $fact
            }
        })*
    };
}
facts! {
    u32: |number| Fact::Whole(number.into());
    u64: |number| Fact::Whole(number);
    usize: |number| Fact::Whole(number as u64);
    f64: |number| Fact::Number(number);
    &str: |text| Fact::Text(text.to_owned());
    String: |text| Fact::Text(text);
    &[&str]: |names| Fact::Choice(names.iter().map(|&name| name.to_owned()).collect());
    &[usize]: |sides| Fact::Shape(sides.iter().map(|&side| side as u64).collect());
    &[u64]: |sides| Fact::Shape(sides.to_vec());
}

/// The part of a given name that a sentence repeats.
pub fn short(name: &str) -> String {
    name.chars().take(40).collect()
}

/// A kind of reason.
#[derive(Debug)]
pub struct ReasonKind {
    /// Its name in Rust.
    name: &'static str,
    /// Its sentence, or for a value the end of the sentence, with the names of its facts in braces.
    says: &'static str,
}

/// The reason of a refusal: a kind with its facts.
#[derive(Debug, Clone)]
pub struct Reason {
    kind: &'static ReasonKind,
    /// The facts, in the order in which the sentence names them.
    facts: Vec<Fact>,
}

impl PartialEq for Reason {
    fn eq(&self, other: &Self) -> bool {
        self.kind.name == other.kind.name && self.facts == other.facts
    }
}

impl Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut known: Vec<&str> = Vec::new();
        self.kind.parts(&mut |before, name| {
            f.write_str(before)?;
            let Some(name) = name else { return Ok(()) };
            let at = known.iter().position(|&other| other == name).unwrap_or_else(|| {
                known.push(name);
                known.len() - 1
            });
            self.facts.get(at).map_or(Ok(()), |fact| fact.fmt(f))
        })
    }
}

impl ReasonKind {
    /// Its name in scripts and on pages: `error.code`.
    pub fn code(&self) -> String {
        let mut code = String::with_capacity(self.name.len());
        for (at, word) in self.name.split('_').enumerate() {
            let (first, rest) = word.split_at(word.len().min(1));
            code.push_str(&if at > 0 { first.to_ascii_uppercase() } else { first.to_owned() });
            code.push_str(rest);
        }
        code
    }

    /// The pieces of its sentence, each with the name in braces after it.
    fn parts(&self, see: &mut dyn FnMut(&'static str, Option<&'static str>) -> fmt::Result) -> fmt::Result {
        let (mut from, mut at) = (0, 0);
        while let Some(open) = self.says[at..].find('{').map(|found| at + found) {
            at = open + 1;
            // `{ text }` is what a script writes.
            let length = self.says[at..].bytes().take_while(u8::is_ascii_lowercase).count();
            if length > 0 && self.says[at + length..].starts_with('}') {
                see(&self.says[from..open], Some(&self.says[at..at + length]))?;
                at += length + 1;
                from = at;
            }
        }
        see(&self.says[from..], None)
    }

    /// Its facts' names.
    pub fn names(&self) -> Vec<&'static str> {
        let mut names = Vec::new();
        let _ = self.parts(&mut |_, name| {
            names.extend(name.filter(|name| !names.contains(name)));
            Ok(())
        });
        names
    }
}

impl Reason {
    /// Its kind.
    pub fn kind(&self) -> &'static ReasonKind {
        self.kind
    }

    /// Its facts by their names.
    pub fn facts(&self) -> impl Iterator<Item = (&'static str, &Fact)> {
        self.kind.names().into_iter().zip(&self.facts)
    }
}

macro_rules! reasons {
    ($($name:ident($($fact:ident),*) $says:expr;)*) => {
        $(#[doc = $says]
        pub fn $name($($fact: impl Into<Fact>),*) -> Reason {
            static KIND: ReasonKind = ReasonKind { name: stringify!($name), says: $says };
            Reason { kind: &KIND, facts: vec![$($fact.into()),*] }
        })*

        /// All kinds, each with its facts' names.
        pub const ALL: &[(ReasonKind, &[&str])] = &[
            $((ReasonKind { name: stringify!($name), says: $says }, &[$(stringify!($fact)),*])),*
        ];
    };
}

macro_rules! no_model_file {
    ($what:literal) => {
        concat!("this is not a saved model: ", $what, "; choose a .safetensors file")
    };
}

reasons! {
    // Of a value, after its name and what it is: what would be right.
    whole(from, to) "it must be a whole number from {from} to {to}";
    whole_seed() "it must be a whole number from 0 to 2^53 - 1";
    whole_least(least) "it must be a whole number of at least {least}";
    number_least(least) "it must be a number of at least {least}";
    number_between(from, to) "it must be a number from {from} to {to}";
    number_such_as(from, to, such) "it must be a number from {from} to {to}, such as {such}";
    between(from, to) "it must be from {from} to {to}";
    above_zero(most) "it must be above 0 and at most {most}";
    below_one() "it must be at least 0 and below 1";
    inside_one() "it must be above 0 and below 1";
    at_most(most) "it must be at most {most}";
    finite() "it must be a finite number";
    all_finite() "every number must be finite";
    rounds_to_one() "it is 1 as the engine computes it, and must be below: at most 0.99999994";
    smoothing_range() "it must be from 1e-100 to 1e100, or 0 for maximum likelihood";
    schedule_needs() "this schedule needs it, a whole number of at least 1";
    never_settles(rate, product, factor, below)
        "with the rate {rate}, rate · weightDecay is {product}: each step would multiply every weight by {factor}, so they would never settle; it must be below {below}";
    truth() "it must be true or false";
    number() "it must be a number";
    text() "it must be a text";
    list() "it must be a list";
    list_of(count) "it must be a list of {count}";
    object() "it must be an object";
    options() "it must be an object of options";
    plain_data() "it must be plain data";
    kind_of_value(what) "it must be {what}";
    other(what) "{what}";
    given() "it must be given";
    choice(names) "it must be {names}";
    one_of(names) "it must be one of {names}";
    did_you_mean(name) "did you mean {name}?";
    options_are(names) "there are {names}";
    tensors_are(names) "the tensors are {names}";
    parameters_are() "the parameters are E, W, U and, where there are biases, b and c";
    length(count) "it must have {count}";
    id_range(most) "token ids go from 0 to {most}";
    ids_below(size) "each id must be below {size}";
    ids_per_target(count) "it must have {count} ids for each target, and there must be a target";
    id_list() "it must be a Uint32Array of token ids";
    vocabulary_size() "it must have between 1 and 1,000,000 tokens";
    vocabulary_room(least) "it must be at least {least}: the special tokens and one more";
    tokens_once() "each token must be there once and have at least one character";
    token_list() "it must be the list of the tokens, in the order of their ids";
    split_fractions()
        "it must be three fractions of at least 0 that sum to 1, the first above 0, such as [0.8, 0.1, 0.1]";
    three_fractions() "it must be three fractions of at least 0 that sum to 1, such as [0.8, 0.1, 0.1]";
    stream_context(tokens) "the training split has only {tokens} tokens, so it must be smaller than that";
    one_size(corpus) "the corpus \"{corpus}\" has one size: leave it out";
    digits(from, to) "it must be from {from} to {to} digits";
    callers(from, to) "it must be from {from} to {to} names";
    split_or_whole() "it must be \"whole\" or the name of a split";
    no_long_ngram() "the training split has no n-gram that long; choose a lower order or a longer text";
    known_word() "it must be a word of model.vocabulary";
    word() "it must be a word of the vocabulary";
    in_vocabulary() "it must be in the vocabulary";
    one_word_groups() "a vocabulary of one word has no groups";
    pixel() "it must be at least 1 pixel";
    pixels(most) "at most {most} pixels; draw a smaller image";
    range_within(length) "it must be [first, end] with 0 <= first < end <= {length}";
    tensor_here() "it must be a tensor of this network, such as \"z\"";
    jacobian_words(most) "it is written out for at most {most} words";
    index_within(tensor, shape) "{tensor} is {shape}, counted from 0";
    place_within(tensor, shape) "a place in {tensor} must be inside its shape {shape}";
    shape(shape) "its shape must be {shape}";
    no_parameter() "this model has no such parameter";
    tensor_object() "it must be { shape: [rows, columns], data: Float32Array }";
    tensors_by_name() "it must be an object of tensors by their names, such as { W: { shape, data } }";
    projected() "it must be a tensor { shape, data: Float32Array }, as project gives it";
    directions(size) "it must be finite numbers, {size} for each direction";
    edits() "it must be a list of { tensor, index, value }";
    edits_most(most) "at most {most} numbers can be set at once; setParameters sets whole tensors";
    edit_something() "it must set at least one number";
    examples_most(most) "at most {most} examples can be compared at once";
    context_wants_target() "a context needs one: a token or its id";
    target_wants_context() "a target needs one: the tokens before it";
    history_begins(first, last) "the run's history begins at step {first}: from there to {last} it can be gone to";
    branch() "it must be the id of one of history()'s branches";
    saved_bytes() "it must be a Uint8Array or a Blob with a saved model's bytes";
    cells() "it must be an object of numbers as text, by their cells' names";
    one_hot() "it must be one-hot: a single 1 and zeros elsewhere";
    smaller_step(why) "it must be smaller: along a step of this size {why}, and the curve goes twice as far";
    asked_question() "it must be one of questions(seed)";
    known_question() "it must be a kind of question that this version has";
    answer_number() "it must be a number such as -0.25";
    answer_option(most) "it must be an option's number from 0 to {most}";
    staked_once() "it must be staked on once";
    something_staked() "it must be above 0 when every word has a stake";

    // Of a text.
    empty_text() "the text is empty; a corpus needs at least two words, and a sentence for each split";
    empty_training() "the training split is empty; a corpus needs at least two words, and a sentence for each split";
    one_word() "the text has only one word; at least two are needed, and a sentence for each split";
    one_training_word()
        "the training split has only one word; at least two are needed, and a sentence for each split";
    one_sentence(splits)
        "the text has one sentence for {splits} splits; give at least {splits} lines (a line is a sentence), or set split to [1, 0, 0], or sentences: false";
    few_sentences(sentences, splits)
        "the text has {sentences} sentences for {splits} splits; give at least {splits} lines (a line is a sentence), or set split to [1, 0, 0], or sentences: false";
    few_tokens(tokens, splits)
        "the text has {tokens} tokens for {splits} splits; each needs at least two: give more text, or set split to [1, 0, 0]";
    long_word()
        "the text has a word of more than 65,536 bytes, so it is no text, or its spaces are missing; cut it into words";
    nul_byte(at) "byte {at} is NUL, so this is a binary file; a corpus is plain text in UTF-8";
    zero_byte() "it holds a zero byte, so it is not a text";
    not_utf8(at, byte) "byte {at} (0x{byte}) is not UTF-8; save the text as UTF-8 and try again";
    no_token_left() "no token is left for the vocabulary; a lower minimumCount or a longer text would give some";
    closed_vocabulary(token, tokens)
        "\"{token}\" is not in the vocabulary, which is closed (unknown: false); use only its {tokens} tokens, or set unknown: true";
    one_token_needed(given, more) "1 token needed, {given} given; a stream has no padding: add at least {more} more";
    tokens_needed(needed, given, more)
        "{needed} tokens needed, {given} given; a stream has no padding: add at least {more} more";
    empty_sentence() "the sentence is empty; it needs at least one word";
    type_sentence() "the sentence is empty; type at least one word";
    type_word() "there is no word yet; type one";
    text_predicts_nothing() "the text has nothing to predict; give more of it";
    nothing_predicted() "there is nothing to predict in it; give more text";
    split_evaluates_nothing(split)
        "the {split} split has nothing to predict; give it more text, or evaluate another split";
    split_predicts_nothing(split) "the {split} split has nothing to predict; give the corpus more text";
    split_predicts_nothing_after(split, history)
        "the {split} split has nothing to predict with a history of {history} tokens; give the corpus more text";
    split_without_example(split) "the {split} split has no example";
    nothing_weighed() "a distribution needs at least one weight above 0";
    characters_spelling()
        "this corpus's tokens are characters; a spelling corrector needs words: make the model with unit \"word\"";
    nothing_to_misspell(from, to)
        "the validation split has no word of {from} to {to} letters to misspell; give the corpus more text";
    nothing_to_guess() "there is no held-out word to guess; choose a split that has sentences";

    // Of a model's state.
    one_text() "a corpus is one text, or one text for each of train, validation and test";
    text_not_fetched(corpus) "the corpus \"{corpus}\" has not been fetched yet";
    text_complete() "the text of this evaluation is complete";
    reads_no_text() "this work reads no text";
    without_text() "this model was loaded without its text; load it with a corpus to train and evaluate";
    outgrown()
        "the network's numbers have outgrown what can be computed with: after this context the logits are not finite; go back in the run, undo the change, or begin again with a smaller rate";
    under_way() "a training run is under way; stop it, or let it come to its end, before the model is changed";
    on_its_way() "the run is on its way to another step; let it arrive or cancel it";
    changed_since()
        "the model has changed since this was begun; what was looked at is no longer there, so begin it again";
    work_over() "this work is over; begin it again";
    unknown_work(work) "this engine knows no work called {work}";
    nothing_to_undo() "there is nothing to undo: this is where the run's history begins";
    nothing_traced() "no example has been traced yet; give a context and a target, or trace one";
    no_update() "this example is looked at without an update";
    not_counted(order)
        "there is no {order}-gram model to ask: count the n-grams first; a short corpus has none of the higher orders";
    arpa_unsmoothed()
        "maximum likelihood gives unseen n-grams no probability, and ARPA needs one; choose Kneser-Ney or add-k";
    arpa_many(ngrams, most) "this model has {ngrams} n-grams; at most {most} are written; a lower order has fewer";
    context_without_direction() "every embedding of this context is zero, so it has no direction";
    game_over() "the game is over; start another";
    small_model(question) "this model or its text is too small for the question \"{question}\"";
    no_cell(cell) "there is no cell {cell} in this network";
    newer_rules()
        "this saved model comes from a newer GlassLM, which reads texts by rules that this one does not know; open it there";
    another_network() "a state of another network";
    not_traced() "a tensor was not traced";
    crew_order() "the crew cannot read its order";
    crew_model() "there is no model";

    // Of memory: for what.
    this_network() "this network";
    this_model() "this model";
    second_model() "a second model";
    this_text() "this text";
    training() "training";
    training_batch(batch) "training with a batch of {batch}";
    training_threads() "training on several threads";
    setting_parameters() "setting these parameters";
    snapshot() "a snapshot";
    another_step() "going to another step";
    reading_file() "reading this file";
    this_prediction() "this prediction";
    this_trace() "this trace";
    this_update() "this update";
    gradient_check() "the gradient check";
    batch_gradient() "this batch's gradient";
    this_batch() "this batch";
    worst_examples() "the worst examples";
    dead_units() "the search for dead units";
    these_lines() "these lines";
    these_trails() "these trails";
    this_projection() "this projection";
    nearest_words() "the nearest words";
    nearest_contexts() "the nearest contexts";
    these_groups() "these groups";
    counting_ngrams() "counting these n-grams";
    counting_order(order) "counting the n-grams of order {order}";
    ngram_list() "the list of this model's n-grams";
    these_factors() "these factors";
    table_of_models() "the table of all models";
    sentence_order() "the order of the sentences";
    guess_order() "the order of the words to guess";
    // And what would fit.
    hidden_fits(most) "a hidden layer of at most {most} units fits";
    batch_fits(most) "a batch of at most {most} examples fits";
    split_fits(most) "a training split of at most {most} tokens fits";
    text_fits(most) "a text of at most {most} MB fits";

    // Of a file.
    file_short() no_model_file!("it is too short");
    file_header_length(bytes) no_model_file!("its header would have {bytes} bytes, more than the format allows");
    file_header_cut() no_model_file!("it is cut short: its header is not there as a whole");
    file_header_utf8() no_model_file!("its header is not UTF-8");
    file_header_json() no_model_file!("its header is not JSON");
    file_header_values(most) no_model_file!("its header has more than {most} values");
    file_overlap(one, other) no_model_file!("its tensors {one} and {other} overlap");
    file_gap(bytes, tensor) no_model_file!("{bytes} bytes before its tensor {tensor} belong to none");
    file_tensor_cut(tensor) no_model_file!("it is cut short: its tensor {tensor} is not there as a whole");
    file_rest(bytes) no_model_file!("{bytes} bytes after its last tensor belong to none");
    file_without(entry) no_model_file!("it has no \"{entry}\"");
    file_not_whole(entry) no_model_file!("its \"{entry}\" is not a whole number");
    file_unread(entry) no_model_file!("its \"{entry}\" cannot be read");
    file_values(entry, most) no_model_file!("its \"{entry}\" has more than {most} values");
    file_header_twice(name) no_model_file!("its header has the name {name} twice");
    file_metadata_twice(name) no_model_file!("its metadata has the name {name} twice");
    file_tensor_twice(tensor, name) no_model_file!("its tensor {tensor} has the name {name} twice");
    file_metadata() no_model_file!("its metadata are not strings by name");
    file_metadata_string(entry) no_model_file!("its metadata have something else than a string as {entry}");
    file_tensor_description(tensor) no_model_file!("its header gives the tensor {tensor} no description");
    file_tensor_type(tensor) no_model_file!("its header gives the tensor {tensor} no type");
    file_tensor_shape(tensor) no_model_file!("its header gives the tensor {tensor} no shape");
    file_tensor_place(tensor) no_model_file!("its header gives the tensor {tensor} no place");
    file_tensor_bytes(tensor, bytes)
        no_model_file!("its header gives the tensor {tensor} {bytes} bytes, which is not what its shape and type take");
    file_changed() "the file could not be read to its end: it was changed or moved after it was chosen";
    file_of_another()
        "this file does not say which model it holds; say which of its tensors is E, W and U, and give the vocabulary";
    file_format(format, ours) "this saved model has the format \"{format}\"; this engine reads \"{ours}\"";
    file_entry(entry) "this saved model cannot be read: its {entry} is missing or makes no sense";
    tensor_missing(tensor) "the file has no tensor {tensor}";
    tensor_shape(tensor, shape, wanted) "the file's {tensor} has the shape {shape}; it must be {wanted}";
    tensor_numbers(tensor, dtype)
        "the file's {tensor} holds numbers of the type {dtype}; it must be F64, F32, F16 or BF16";
    tensor_infinite(tensor) "the file's {tensor} has a number that is not finite";
    tensor_unnamed(letter) "say which of the file's tensors is {letter}";
    tensor_no_matrix(tensor, shape, letter) "the file's {tensor} has the shape {shape}; {letter} must be a matrix";
    embedding_shape(tensor, shape, tokens)
        "the file's {tensor} has the shape {shape}; E must be d x {tokens}: the vocabulary has {tokens} tokens";
    output_shape(tensor, shape, tokens)
        "the file's {tensor} has the shape {shape}; U must be {tokens} x H: the vocabulary has {tokens} tokens";
    hidden_shape(tensor, shape, hidden, size)
        "the file's {tensor} has the shape {shape}; W must be {hidden} x n·{size}: U has {hidden} columns and E has d = {size}";

    // What a file of another program leaves open, and is assumed.
    assumed_tanh() "the activation is tanh";
    assumed_lines(token) "a line is a sentence ({token} is in the vocabulary)";
    assumed_stream(token) "the text is one stream ({token} is not in the vocabulary)";
    assumed_open(token) "the vocabulary is open ({token} is in the vocabulary)";
    assumed_closed(token) "the vocabulary is closed ({token} is not in the vocabulary)";
    assumed_plain(letter) "{letter} is not transposed, though its shape would allow it";
    assumed_transposed(letter, rows, columns) "{letter} is transposed in the file ({rows} x {columns})";
    assumed_zero(tensor) "{tensor} is zero: the file has none";
    assumed_unbiased() "there are no biases";

    // Why a run stopped before its last step: what was not finite, which parameters are left, what drove them out.
    loss_not_finite(step) "the loss at step {step} was not a finite number";
    loss_not_finite_in(step, tensor) "the loss at step {step} was not a finite number, first in {tensor}";
    parameters_of(step) "the parameters are those of step {step}, the last that gave one";
    no_parameter_changed() "no parameter was changed";
    rate_was(rate) "the rate was {rate}, there was no clip; a smaller rate or a clip may help";
    rate_and_clip(rate, clip) "the rate was {rate}, the clip {clip}; a smaller rate may help";
    rate_and_decay(rate, decay)
        "the rate was {rate}, the weight decay {decay}, there was no clip; a smaller rate or a clip may help";
    rate_decay_and_clip(rate, decay, clip)
        "the rate was {rate}, the weight decay {decay}, the clip {clip}; a smaller rate may help";
    rate_and_strong_decay(rate, decay)
        "the rate was {rate}, the weight decay {decay}, there was no clip; a smaller rate or a clip may help, and a smaller weight decay will";
    rate_strong_decay_and_clip(rate, decay, clip)
        "the rate was {rate}, the weight decay {decay}, the clip {clip}; a smaller rate may help, and a smaller weight decay will";

    // What a reader should know of a run.
    decay_erases(product, below)
        "rate · weightDecay is {product}: each step erases every weight before the gradient counts; a weight decay below {below} only shrinks the weights";
    decay_turns(product, below)
        "rate · weightDecay is {product}: each step turns the sign of every weight around before the gradient counts; a weight decay below {below} only shrinks the weights";
    weights_stuck(stuck, weights)
        "{stuck} of {weights} weights no longer move: the square of a gradient was too large a number, so AdamW divides by infinity from then on; go back to a step before it and set a clip, or begin again with another optimizer";

    // Of a graphics card.
    card_none() "no WebGPU adapter was found: this machine offers no graphics card to compute on";
    card_no_device(why) "the graphics card gave no device: {why}";
    card_lost(why) "the graphics card was lost ({why})";
    card_fault(why) "the graphics card reported a fault: {why}";
    card_refused(what, why) "the graphics card refused {what}: {why}";
    card_full(what)
        "the graphics card has not enough memory for {what}; a smaller model or batch may fit, and the CPU takes this one";
    card_piece(what, numbers, bytes, most)
        "{what} has {numbers} numbers, {bytes} bytes; this graphics card takes at most {most} bytes in one piece (maxStorageBufferBindingSize); a smaller model or batch fits, and the CPU takes this one";
    card_shader(file, entry, why) "the shader {file} ({entry}) does not compile on this graphics card: {why}";
    card_sum(tensor) "a sum of several products, for {tensor}, has no shader: train this network on the CPU";
    card_no_room() "no room to trace in";
    card_untraced() "nothing was traced";
    card_lengths() "a state came back from the graphics card with other lengths";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_names_the_facts_that_it_is_given() {
        for (kind, facts) in ALL {
            assert_eq!(kind.names(), *facts, "{}", kind.name);
        }
        let mut codes: Vec<String> = ALL.iter().map(|(kind, _)| kind.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ALL.len());
        assert!(codes.contains(&"whole".to_owned()) && codes.contains(&"fileHeaderUtf8".to_owned()));
    }

    #[test]
    fn a_sentence_is_filled_with_its_facts() {
        for (reason, says) in [
            (whole(1u32, 16u32), "it must be a whole number from 1 to 16"),
            (choice(&["a", "b", "c"][..]), "it must be \"a\", \"b\" or \"c\""),
            (choice(&["a"][..]), "it must be \"a\""),
            (
                tensors_by_name(),
                "it must be an object of tensors by their names, such as { W: { shape, data } }",
            ),
            (place_within("W", &[2usize, 3][..]), "a place in W must be inside its shape [2, 3]"),
            // What is filled in is not read for braces again.
            (
                file_without("{most}"),
                "this is not a saved model: it has no \"{most}\"; choose a .safetensors file",
            ),
        ] {
            assert_eq!(reason.to_string(), says);
        }
        let long = few_sentences(2usize, 3usize).to_string();
        assert!(long.starts_with("the text has 2 sentences for 3 splits; give at least 3 lines"), "{long}");
        assert_eq!(
            few_tokens(1u64, 3u64).facts().collect::<Vec<_>>(),
            [("tokens", &Fact::Whole(1)), ("splits", &Fact::Whole(3))]
        );
    }
}
