//! A model as bytes and back, with everything that training continues from: it resumes to the last bit.

use std::sync::Arc;

use serde::Deserialize;

use super::copies::{Copying, InPieces, row, whole};
use super::creation::TextReading;
use super::foreign::{Foreign, Read};
use super::numbers::{FileNumbers, Goal};
use super::options::{Checked, CorpusSource, ModelOptions};
use super::{Session, Source, Ticket};
use crate::checkpoint::json::{Json, JsonReading};
use crate::checkpoint::{Bytes, File, Opening, Precision, Sink, Stored, Writing};
use crate::error::{Error, Result};
use crate::given::named;
use crate::model::{Config, Dims, Parameters, Tensor};
use crate::reason::{self, Reason};
use crate::run::Trainer;
use crate::text::{CorpusOptions, Part, Sentences, TOKEN_COST, VocabularyListing};
use crate::train::options::{Schedule, ScheduleName};
use crate::train::{Optimizer, OptimizerName, OptimizerOptions, State};
use crate::work::{Progress, Work, complete, fitting};

/// The format's name in the file.
const FORMAT: &str = "glasslm 1";

/// The version of the rules for reading a text. A file without one has version 1: no folding, a line is a sentence, no shuffle.
const RULES: f64 = 2.0;

fn unreadable(what: &str) -> Error {
    Error::File { reason: reason::file_entry(what), tensors: Vec::new() }
}

impl Session {
    /// The model as a safetensors file: parameters as the interface shows them, options, vocabulary, step, the
    /// optimizer's state and the position in the training split. The text itself is not in it.
    pub fn save(&self) -> Vec<u8> {
        whole(Saving::new(self, Precision::Full, Vec::new()), self)
    }

    /// As [`save`](Self::save), each number rounded to bfloat16: half the size, for the model that the page opens on.
    pub fn save_rounded(&self) -> Vec<u8> {
        whole(Saving::new(self, Precision::Rounded, Vec::new()), self)
    }

    /// Begins to [`save`](Self::save) into this list.
    ///
    /// # Errors
    /// As [`Session::begin`].
    pub fn begin_save<S: Sink + 'static>(&mut self, sink: S) -> Result<Ticket<S>> {
        let saving = Saving::new(self, Precision::Full, sink);
        self.begin(InPieces(saving))
    }

    /// The file's tensors.
    fn stored(&self) -> Vec<Stored<'_>> {
        let State { parameters, optimizer, .. } = self.trainer.state();
        let config = self.config();
        let shown = |&tensor: &Tensor| Stored {
            name: tensor.name(),
            shape: tensor.shape(&config),
            data: parameters.shown(tensor),
        };
        let moments = [("optimizer.first", &optimizer.first), ("optimizer.second", &optimizer.second)];
        let moments = moments.into_iter().filter(|(_, moment)| !moment.is_empty());
        let moments =
            moments.map(|(name, moment)| Stored { name, shape: vec![moment.len()], data: row(moment) });
        parameters.layout.tensors().iter().map(shown).chain(moments).collect()
    }

    fn options_as_json(&self) -> Json {
        let text = &self.checked.corpus;
        let Config { dims, activation, bias } = self.checked.network;
        let number = |x: f64| Json::Number(x);
        let mut members = vec![
            ("rules", number(RULES)),
            ("unit", Json::Text(text.unit.name().to_owned())),
            ("lowercase", Json::Bool(text.lowercase)),
            ("fold", Json::Bool(text.fold)),
            ("sentences", spelt(text.sentences)),
            ("unknown", Json::Bool(text.unknown)),
            ("minimumCount", number(text.minimum_count.into())),
            ("maximumVocabulary", number(text.maximum_vocabulary.into())),
            ("vocabularyGiven", Json::Bool(text.vocabulary.is_some())),
            ("split", Json::Array(text.split.into_iter().map(Json::Number).collect())),
            ("context", number(dims.context as f64)),
            ("embedding", number(dims.embedding as f64)),
            ("hidden", number(dims.hidden as f64)),
            ("activation", Json::Text(activation.name().to_owned())),
            ("bias", Json::Bool(bias)),
            ("seed", number(self.checked.seed as f64)),
        ];
        members.extend(text.shuffle.map(|seed| ("shuffle", number(seed as f64))));
        if let Some(CorpusSource::Named { name, size }) = &self.checked.named {
            members.push(("corpusName", Json::Text(name.clone())));
            members.extend(size.map(|size| ("corpusSize", Json::Number(size))));
        }
        Json::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    /// The model in these bytes: [`Loading`] in one call.
    ///
    /// # Errors
    /// As [`Loading`].
    pub fn load(bytes: &[u8], corpus: Option<CorpusSource>) -> Result<Self> {
        Loading::new(bytes, corpus)?.finish()
    }
}

/// A file that is being written.
#[derive(Debug)]
pub(super) struct Saving<S> {
    writing: Writing<S>,
    /// The next word of the vocabulary.
    words: usize,
}

impl<S: Sink> Saving<S> {
    pub(super) fn new(on: &Session, precision: Precision, sink: S) -> Self {
        let mut writing = Writing::new(precision, sink);
        writing.string("format", FORMAT);
        writing.string("options", &written(&on.options_as_json()));
        writing.begin_list("vocabulary");
        Saving { writing, words: 0 }
    }

    /// The metadata after the vocabulary.
    fn state(&mut self, on: &Session) {
        let State { optimizer, step, dealt, schedule, .. } = on.trainer.state();
        let rule = match optimizer.rule {
            OptimizerName::Sgd => "sgd",
            OptimizerName::Momentum => "momentum",
            OptimizerName::AdamW => "adamw",
        };
        for (name, text) in [
            ("unknownTrained", on.unknown_is_trained().to_string()),
            ("step", step.to_string()),
            ("dealt", dealt.to_string()),
            ("optimizer", rule.to_owned()),
            ("updates", optimizer.updates.to_string()),
        ] {
            self.writing.string(name, &text);
        }
        if let Some(json) = schedule.as_ref().and_then(scheduled) {
            self.writing.string("schedule", &written(&json));
        }
    }
}

impl<S: Sink> Copying for Saving<S> {
    type Output = S;

    fn piece(&mut self, on: &Session, mut budget: u64) -> Progress {
        let tensors = on.stored();
        let vocabulary = on.vocabulary();
        if self.words < vocabulary.len() {
            loop {
                budget = budget.saturating_sub(self.writing.item(vocabulary.token(self.words as u32)));
                self.words += 1;
                if self.words == vocabulary.len() || budget == 0 {
                    break;
                }
            }
            if self.words == vocabulary.len() {
                self.writing.end_list();
                self.state(on);
                self.writing.tensors(&tensors);
            }
        } else {
            self.writing.numbers(&tensors, budget);
        }
        let done = self.words as u64 + self.writing.done();
        let numbers: usize = tensors.iter().map(|tensor| tensor.data.len()).sum();
        Progress::of(done, (vocabulary.len() + numbers) as u64)
    }

    fn output(self, _: &Session) -> S {
        self.writing.finish()
    }
}

/// Loads a saved model. With its corpus it continues training to the same bits as if it had never been saved. Without it, it can
/// neither train nor evaluate a split; everything else works.
///
/// Work that is fed the corpus if that is the caller's own text. Drop it to cancel.
#[derive(Debug)]
pub struct Loading<'a> {
    corpus: Option<CorpusSource>,
    early: Early,
    /// None only between two stages.
    stage: Option<Stage<'a>>,
}

/// The text that comes before the file has said how it is read.
#[derive(Debug, Default)]
struct Early {
    expected: u64,
    fed: Vec<(Part, Vec<u8>)>,
    sealed: bool,
}

#[derive(Debug)]
enum Stage<'a> {
    /// The header is read; then the file is a saved model, unless somebody says what it is.
    Header(Opening<'a>, Option<Said<'a>>),
    /// A saved model's list of words is read.
    Words(File<'a>, JsonReading),
    /// The numbers are read, and then the text, or else the vocabulary is made.
    Numbers(Box<Filling<'a>>),
}

/// Takes another program's file for a model. The page's first engine has nobody who says such a thing.
struct Said<'a>(Box<Saying<'a>>);

type Saying<'a> = dyn FnOnce(&mut Loading<'a>, File<'a>) -> Result<Filling<'a>>;

impl core::fmt::Debug for Said<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Said")
    }
}

/// A model that is being filled with its numbers and its words.
#[derive(Debug)]
struct Filling<'a> {
    checked: Checked,
    tokens: Vec<String>,
    /// Whether the model's options gave the vocabulary.
    given: bool,
    unknown_is_trained: bool,
    /// Complete once all numbers are read.
    state: State,
    numbers: FileNumbers<'a>,
    /// What was assumed because the file does not say it, a sentence each.
    assumed: Vec<Reason>,
    vocabulary: VocabularySource,
}

/// What the vocabulary comes from.
#[derive(Debug)]
enum VocabularySource {
    /// The corpus that is read.
    Text(Box<TextReading>),
    /// The file alone.
    Tokens(VocabularyListing),
}

impl VocabularySource {
    fn new(
        options: ModelOptions,
        corpus: Option<CorpusSource>,
        early: Early,
        checked: &Checked,
        tokens: &[String],
    ) -> Result<Self> {
        let Some(source) = corpus else {
            let has = |token: &str| tokens.iter().any(|other| other == token);
            return Ok(VocabularySource::Tokens(VocabularyListing::new(&checked.corpus, has)));
        };
        let vocabulary = Some(tokens.to_vec());
        let mut text =
            TextReading::new(ModelOptions { corpus: Some(source), vocabulary, ..options }).map(Box::new)?;
        text.expect(early.expected)?;
        for (part, utf8) in early.fed {
            text.feed(part, &utf8)?;
        }
        if early.sealed {
            text.seal();
        }
        Ok(VocabularySource::Text(text))
    }
}

/// What a stage of loading is worth: the whole is ten of them, eight for numbers and text.
const STAGE: u64 = 1 << 20;

impl<'a> Loading<'a> {
    /// Begins to load a saved model.
    ///
    /// # Errors
    /// Bytes that are not a file of tensors, or are cut short. What else is wrong with them or with the corpus is an error of the work.
    pub fn new(bytes: impl Bytes + 'a, corpus: Option<CorpusSource>) -> Result<Self> {
        Ok(Self::of(Opening::new(bytes)?, None, corpus))
    }

    /// Begins to load a file that another program wrote.
    ///
    /// # Errors
    /// As [`Loading::new`].
    pub fn foreign(bytes: impl Bytes + 'a, told: Foreign, corpus: Option<CorpusSource>) -> Result<Self> {
        let said = Said(Box::new(move |loading, file| loading.told(file, &told)));
        Ok(Self::of(Opening::new(bytes)?, Some(said), corpus))
    }

    fn of(opening: Opening<'a>, said: Option<Said<'a>>, corpus: Option<CorpusSource>) -> Self {
        Loading { corpus, early: Early::default(), stage: Some(Stage::Header(opening, said)) }
    }

    /// What was assumed because the file does not say it, a sentence each; known once the header is read.
    pub fn assumed(&self) -> &[Reason] {
        if let Some(Stage::Numbers(filling)) = &self.stage { &filling.assumed } else { &[] }
    }

    /// Announces the size of the text that will come in chunks. Room for it is made when the header is read.
    pub fn expect(&mut self, bytes: u64) {
        self.early.expected = bytes;
    }

    fn text(&mut self) -> Option<&mut TextReading> {
        match &mut self.stage {
            Some(Stage::Numbers(filling)) => match &mut filling.vocabulary {
                VocabularySource::Text(text) => Some(text),
                VocabularySource::Tokens(_) => None,
            },
            _ => None,
        }
    }

    /// A saved model whose header and list of words are read.
    fn ours(&mut self, file: File<'a>, words: Json) -> Result<Filling<'a>> {
        let Json::Array(items) = words else { return Err(unreadable("vocabulary")) };
        let text = |item| if let Json::Text(text) = item { Some(text) } else { None };
        let tokens: Option<Vec<String>> = items.into_iter().map(text).collect();
        let tokens = tokens.ok_or_else(|| unreadable("vocabulary"))?;
        let (options, given) = options(&file)?;
        let mut checked = options.checked(CorpusOptions::default())?;
        let dims = Dims { vocabulary: tokens.len(), ..checked.network.dims };
        let config = Config { dims, ..checked.network }.checked()?;
        checked.network = config;
        config.ask(reason::this_model(), 3)?;
        let state = state(&file, config)?;
        let unknown_is_trained = file.text("unknownTrained")? == "true";
        let parameters =
            state.parameters.layout.tensors().iter().map(|&tensor| {
                (tensor.name(), tensor.shape(&config), Goal::Parameter { tensor, turned: false })
            });
        let Optimizer { first, second, .. } = &state.optimizer;
        let moments =
            [("optimizer.first", first.len(), Goal::First), ("optimizer.second", second.len(), Goal::Second)];
        let moments = moments.into_iter().filter(|(_, length, _)| *length > 0);
        let moments = moments.map(|(name, length, goal)| (name, vec![length], goal));
        let numbers = FileNumbers::new(file, parameters.chain(moments))?;
        let early = core::mem::take(&mut self.early);
        let vocabulary = VocabularySource::new(options, self.corpus.take(), early, &checked, &tokens)?;
        let assumed = Vec::new();
        Ok(Filling { checked, tokens, given, unknown_is_trained, state, numbers, assumed, vocabulary })
    }

    /// What the reader says of the file of another program.
    fn told(&mut self, file: File<'a>, told: &Foreign) -> Result<Filling<'a>> {
        let Read { options, config, tensors, assumed } = told.read(&file)?;
        let mut checked = options.checked(CorpusOptions::default())?;
        checked.network = config;
        let tokens = options.vocabulary.clone().unwrap_or_default();
        let parameters = Parameters::zeros(config);
        let state = State { parameters, optimizer: Optimizer::default(), step: 0, dealt: 0, schedule: None };
        let numbers = FileNumbers::new(file, tensors)?;
        let early = core::mem::take(&mut self.early);
        let vocabulary = VocabularySource::new(options, self.corpus.take(), early, &checked, &tokens)?;
        let (given, unknown_is_trained) = (true, true);
        Ok(Filling { checked, tokens, given, unknown_is_trained, state, numbers, assumed, vocabulary })
    }

    /// Does the rest of the work and returns the model.
    ///
    /// # Errors
    /// Bytes that are not a saved model, or a damaged one; a text from which no corpus can be made, or that does not fit the model.
    pub fn finish(mut self) -> Result<Session> {
        self.seal();
        complete(&mut self, &mut ())?;
        let Some(Stage::Numbers(filling)) = self.stage else { unreachable!("the header is read") };
        let Filling { mut checked, tokens, given, unknown_is_trained, state, vocabulary, .. } = *filling;
        let source = match vocabulary {
            VocabularySource::Text(text) => {
                let (fresh, corpus) = text.corpus();
                let corpus = corpus?;
                corpus.check_context(checked.network.dims.context)?;
                checked.named = fresh.named;
                Source::Corpus(Arc::new(corpus))
            }
            VocabularySource::Tokens(listing) => {
                Source::Rules { vocabulary: listing.finish(&checked.corpus)?, unknown_is_trained }
            }
        };
        checked.corpus.vocabulary = given.then_some(tokens);
        let seed = checked.seed;
        let session = Session::new(checked, source, Trainer::from_state(state, seed));
        if session.vocabulary().len() != session.config().dims.vocabulary {
            return Err(unreadable("vocabulary"));
        }
        Ok(session)
    }
}

impl Filling<'_> {
    fn advance(&mut self, budget: u64) -> Result<Progress> {
        let Filling { state, numbers, vocabulary, tokens, .. } = self;
        let left = numbers.advance(state, budget)?;
        let words = match vocabulary {
            VocabularySource::Text(text) if left > 0 => text.advance(left)?,
            VocabularySource::Text(text) => text.progress(),
            VocabularySource::Tokens(listing) => {
                if left > 0 {
                    listing.advance(&tokens[..], fitting(left, TOKEN_COST as u64))?;
                }
                Progress::of(listing.listed() as u64, tokens.len() as u64)
            }
        };
        let numbers = numbers.progress();
        Ok(Progress::of(numbers.done + words.done, numbers.total + words.total))
    }
}

impl Work<()> for Loading<'_> {
    type Output = Session;

    fn advance(&mut self, (): &mut (), budget: u64) -> Result<Progress> {
        let over = || Error::State(reason::work_over());
        let (stage, done) = match self.stage.take().ok_or_else(over)? {
            Stage::Header(mut opening, said) => {
                let read = opening.advance(budget)?;
                let stage = match (read.is_complete(), said) {
                    (false, said) => Stage::Header(opening, said),
                    (true, Some(Said(said))) => Stage::Numbers(Box::new(said(self, opening.file()?)?)),
                    (true, None) => {
                        let file = opening.file()?;
                        is_ours(&file)?;
                        let words = file.begin_json("vocabulary")?;
                        Stage::Words(file, words)
                    }
                };
                (stage, read.part_of(STAGE))
            }
            Stage::Words(file, mut words) => {
                let read = file.advance_json("vocabulary", &mut words, budget)?;
                let stage = match read.is_complete() {
                    false => Stage::Words(file, words),
                    true => Stage::Numbers(Box::new(self.ours(file, words.value())?)),
                };
                (stage, STAGE + read.part_of(STAGE))
            }
            Stage::Numbers(mut filling) => {
                let done = 2 * STAGE + filling.advance(budget)?.part_of(8 * STAGE);
                (Stage::Numbers(filling), done)
            }
        };
        self.stage = Some(stage);
        Ok(Progress::of(done, 10 * STAGE))
    }

    fn feed(&mut self, part: Part, utf8: &[u8]) -> Result<()> {
        if let Some(text) = self.text() {
            return text.feed(part, utf8);
        }
        if self.corpus.is_some() {
            self.early.fed.push((part, utf8.to_vec()));
        }
        Ok(())
    }

    fn seal(&mut self) {
        match self.text() {
            Some(text) => text.seal(),
            None => self.early.sealed = true,
        }
    }

    fn finish(self, (): &mut ()) -> Result<Session> {
        Loading::finish(self)
    }
}

fn is_ours(file: &File<'_>) -> Result<()> {
    // Other programs write their own format's name here, such as "pt".
    let ours = file.says("format") && file.text("format")?.starts_with("glasslm");
    if !ours {
        return Err(file.refused(reason::file_of_another()));
    }
    match file.text("format")? {
        FORMAT => Ok(()),
        other => Err(file.refused(reason::file_format(reason::short(other), FORMAT))),
    }
}

fn written(value: &Json) -> String {
    let mut out = String::new();
    value.write(&mut out);
    out
}

/// The options without the vocabulary, and whether they gave one.
fn options(file: &File<'_>) -> Result<(ModelOptions, bool)> {
    let json = file.json("options")?;
    let number = |name: &str| json.get(name).and_then(Json::number).ok_or_else(|| unreadable(name)).map(Some);
    let truth = |name: &str| json.get(name).and_then(Json::bool).ok_or_else(|| unreadable(name)).map(Some);
    if json.get("rules").and_then(Json::number).is_some_and(|rules| rules > RULES) {
        return Err(Error::State(reason::newer_rules()));
    }
    let split = json.get("split").and_then(Json::array).unwrap_or_default();
    let named = json.get("corpusName").and_then(Json::text);
    let size = json.get("corpusSize").and_then(Json::number);
    if let (Some(name), Some(size)) = (named, size) {
        let known = crate::check::whole("size", size, 1, u64::from(u32::MAX))
            .and_then(|size| crate::text::corpora::vocabulary(name, Some(size as u32)));
        known.map_err(|_| unreadable("corpusSize"))?;
    }
    let options = ModelOptions {
        corpus: named.map(|name| CorpusSource::Named { name: name.to_owned(), size }),
        unit: Some(chosen(&json, "unit")?),
        lowercase: truth("lowercase")?,
        // The vocabulary of a file older than folding would not match folded words.
        fold: Some(json.get("fold").and_then(Json::bool).unwrap_or(false)),
        sentences: Some(sentences(&json)?),
        unknown: truth("unknown")?,
        minimum_count: number("minimumCount")?,
        maximum_vocabulary: number("maximumVocabulary")?,
        vocabulary: None,
        split: Some(split.iter().filter_map(Json::number).collect()),
        context: number("context")?,
        embedding: number("embedding")?,
        hidden: number("hidden")?,
        activation: Some(chosen(&json, "activation")?),
        bias: truth("bias")?,
        seed: number("seed")?,
        shuffle: json.get("shuffle").and_then(Json::number),
        backend: None,
    };
    Ok((options, truth("vocabularyGiven")? == Some(true)))
}

/// The option `sentences` as scripts spell it.
fn spelt(sentences: Sentences) -> Json {
    match sentences {
        Sentences::Line => Json::Bool(true),
        Sentences::None => Json::Bool(false),
        Sentences::Punctuation => Json::Text("punctuation".to_owned()),
        Sentences::Paragraph => Json::Text("paragraph".to_owned()),
    }
}

fn sentences(json: &Json) -> Result<Sentences> {
    let given = json.get("sentences").ok_or_else(|| unreadable("sentences"))?;
    let known = [Sentences::Line, Sentences::None, Sentences::Punctuation, Sentences::Paragraph];
    known.into_iter().find(|&sentences| spelt(sentences) == *given).ok_or_else(|| unreadable("sentences"))
}

/// One of an enum's names, as scripts spell them.
fn chosen<'de, T: Deserialize<'de>>(json: &'de Json, name: &str) -> Result<T> {
    json.get(name).and_then(Json::text).and_then(named).ok_or_else(|| unreadable(name))
}

/// The state without its numbers.
fn state(file: &File<'_>, config: Config) -> Result<State> {
    let parameters = Parameters::zeros(config);
    let rule: OptimizerName = named(file.text("optimizer")?).ok_or_else(|| unreadable("optimizer"))?;
    let mut optimizer = Optimizer::new(rule, parameters.data.len());
    optimizer.updates = file.whole("updates")?;
    // A position near the end of 64 bits could only come from a broken file, and adding to it would overflow.
    let (step, dealt) = (file.whole("step")?, file.whole("dealt")?);
    if [step, dealt, optimizer.updates].iter().any(|&x| x > crate::rng::MAXIMUM_SEED) {
        return Err(unreadable("step"));
    }
    // A file older than saved schedules has none: the next call begins one.
    let schedule = if file.says("schedule") { Some(schedule(file)?) } else { None };
    Ok(State { parameters, optimizer, step, dealt, schedule })
}

/// A schedule as scripts spell it, and the step at which it began; none if it has not begun.
fn scheduled(schedule: &Schedule) -> Option<Json> {
    let Schedule { schedule: name, rate, span, factor, from } = *schedule;
    let (name, length) = match name {
        ScheduleName::Constant => return None,
        ScheduleName::Cosine => ("cosine", "total"),
        ScheduleName::Step => ("step", "every"),
    };
    let mut members = vec![
        ("schedule", Json::Text(name.to_owned())),
        ("rate", Json::Number(rate)),
        (length, Json::Number(span as f64)),
        ("from", Json::Number(from? as f64)),
    ];
    members.extend((length == "every").then_some(("factor", Json::Number(factor))));
    Some(Json::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()))
}

fn schedule(file: &File<'_>) -> Result<Schedule> {
    let json = file.json("schedule")?;
    let number = |name: &str| json.get(name).and_then(Json::number);
    let options = OptimizerOptions {
        rate: number("rate"),
        schedule: Some(chosen(&json, "schedule")?),
        total: number("total"),
        every: number("every"),
        factor: number("factor"),
        from: Some(number("from").ok_or_else(|| unreadable("schedule"))?),
        ..Default::default()
    };
    options.checked().ok().and_then(|settings| settings.schedule).ok_or_else(|| unreadable("schedule"))
}
