//! A model as bytes and back, with everything that training continues from: it resumes to the last bit.

use ndarray::{ArrayViewMut1, Axis};
use serde::Deserialize;
use serde::de::value::{Error as Plain, StrDeserializer};

use super::copies::{Copying, InPieces, row, whole};
use super::foreign::{Foreign, Read};
use super::options::{Checked, CorpusSource, ModelOptions};
use super::{Creation, Session, Source, Ticket};
use crate::checkpoint::json::Json;
use crate::checkpoint::{Bytes, File, Precision, Sink, Stored, Writing};
use crate::error::{Error, Result};
use crate::model::{Config, Dims, Parameters, Tensor};
use crate::reason::{self, Reason};
use crate::run::Trainer;
use crate::text::{CorpusOptions, Part, Sentences, Vocabulary};
use crate::train::options::{Schedule, ScheduleName};
use crate::train::{Optimizer, OptimizerName, OptimizerOptions, State};
use crate::work::{Progress, Work};

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
struct Saving<S> {
    writing: Writing<S>,
    /// The next word of the vocabulary.
    words: usize,
}

impl<S: Sink> Saving<S> {
    fn new(on: &Session, precision: Precision, sink: S) -> Self {
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
pub struct Loading {
    checked: Checked,
    tokens: Vec<String>,
    /// Whether the model's options gave the vocabulary.
    given: bool,
    unknown_is_trained: bool,
    state: State,
    /// What was assumed because the file does not say it, a sentence each.
    assumed: Vec<Reason>,
    /// Reads the corpus, if there is one.
    creation: Option<Creation>,
}

impl Loading {
    /// Checks the bytes at once; the corpus is read piece by piece.
    ///
    /// # Errors
    /// Bytes that are not a saved model, or a damaged one; a corpus that cannot be read by its options.
    pub fn new(bytes: impl Bytes, corpus: Option<CorpusSource>) -> Result<Self> {
        let file = File::open(bytes)?;
        // Other programs write their own format's name here, such as "pt".
        let ours = file.says("format") && file.text("format")?.starts_with("glasslm");
        if !ours {
            return Err(file.refused(reason::file_of_another()));
        }
        if file.text("format")? != FORMAT {
            return Err(file.refused(reason::file_format(reason::short(file.text("format")?), FORMAT)));
        }
        let tokens = tokens(&file)?;
        let (options, given) = options(&file)?;
        let mut checked = options.checked(CorpusOptions::default())?;
        let dims = Dims { vocabulary: tokens.len(), ..checked.network.dims };
        checked.network = Config { dims, ..checked.network }.checked()?;
        checked.network.ask(reason::this_model(), 3)?;
        let state = state(&file, checked.network)?;
        let creation = corpus.map(|source| {
            Creation::new(ModelOptions { corpus: Some(source), vocabulary: Some(tokens.clone()), ..options })
        });
        let unknown_is_trained = file.text("unknownTrained")? == "true";
        let (creation, assumed) = (creation.transpose()?, Vec::new());
        Ok(Loading { checked, tokens, given, unknown_is_trained, state, assumed, creation })
    }

    /// Loads a file that another program wrote.
    ///
    /// # Errors
    /// Bytes that are not a safetensors file; tensors that are missing or do not fit together; a vocabulary of another length.
    pub fn foreign(bytes: impl Bytes, told: &Foreign, corpus: Option<CorpusSource>) -> Result<Self> {
        let file = File::open(bytes)?;
        let Read { options, parameters, assumed } = told.read(&file)?;
        let mut checked = options.checked(CorpusOptions::default())?;
        checked.network = parameters.layout.config;
        let tokens = options.vocabulary.clone().unwrap_or_default();
        let state = State { parameters, optimizer: Optimizer::default(), step: 0, dealt: 0, schedule: None };
        let creation = corpus.map(|source| Creation::new(ModelOptions { corpus: Some(source), ..options }));
        let creation = creation.transpose()?;
        Ok(Loading { checked, tokens, given: true, unknown_is_trained: true, state, assumed, creation })
    }

    /// What was assumed because the file does not say it, a sentence each.
    pub fn assumed(&self) -> &[Reason] {
        &self.assumed
    }

    /// Announces the size of the text that will come in chunks.
    ///
    /// # Errors
    /// More than there is memory for.
    pub fn expect(&mut self, bytes: u64) -> Result<()> {
        self.creation.as_mut().map_or(Ok(()), |creation| creation.expect(bytes))
    }

    /// Does the rest of the work and returns the model.
    ///
    /// # Errors
    /// A text from which no corpus can be made, or that does not fit the model.
    pub fn finish(self) -> Result<Session> {
        let Loading { mut checked, tokens, given, unknown_is_trained, state, creation, .. } = self;
        let source = match creation {
            Some(creation) => {
                let fresh = creation.finish()?;
                checked.named = fresh.checked.named;
                fresh.source
            }
            None => {
                let vocabulary = Vocabulary::new(&checked.corpus, tokens.iter().map(String::as_str))?;
                Source::Rules { vocabulary, unknown_is_trained }
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

impl Work<()> for Loading {
    type Output = Session;

    fn advance(&mut self, on: &mut (), budget: u64) -> Result<Progress> {
        self.creation.as_mut().map_or(Ok(Progress::of(1, 1)), |creation| creation.advance(on, budget))
    }

    fn feed(&mut self, part: Part, utf8: &[u8]) -> Result<()> {
        self.creation.as_mut().map_or(Ok(()), |creation| creation.feed(part, utf8))
    }

    fn seal(&mut self) {
        if let Some(creation) = &mut self.creation {
            creation.seal();
        }
    }

    fn finish(self, (): &mut ()) -> Result<Session> {
        Loading::finish(self)
    }
}

fn written(value: &Json) -> String {
    let mut out = String::new();
    value.write(&mut out);
    out
}

fn tokens(file: &File<impl Bytes>) -> Result<Vec<String>> {
    let list = file.json("vocabulary")?;
    let texts = list.array().map(|items| items.iter().map(|item| item.text().map(str::to_owned)).collect());
    texts.flatten().ok_or_else(|| unreadable("vocabulary"))
}

/// The options without the vocabulary, and whether they gave one.
fn options(file: &File<impl Bytes>) -> Result<(ModelOptions, bool)> {
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

fn named<'de, T: Deserialize<'de>>(text: &'de str) -> Option<T> {
    T::deserialize(StrDeserializer::<Plain>::new(text)).ok()
}

fn state(file: &File<impl Bytes>, config: Config) -> Result<State> {
    let mut parameters = Parameters::zeros(config);
    for &tensor in parameters.layout.tensors() {
        file.tensor(tensor.name(), &tensor.shape(&config), parameters.shown_mut(tensor))?;
    }
    let rule: OptimizerName = named(file.text("optimizer")?).ok_or_else(|| unreadable("optimizer"))?;
    let mut optimizer = Optimizer::new(rule, parameters.data.len());
    for (name, moment) in
        [("optimizer.first", &mut optimizer.first), ("optimizer.second", &mut optimizer.second)]
    {
        if !moment.is_empty() {
            let shape = [moment.len()];
            file.tensor(name, &shape, ArrayViewMut1::from(&mut moment[..]).insert_axis(Axis(0)))?;
        }
    }
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

fn schedule(file: &File<impl Bytes>) -> Result<Schedule> {
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
