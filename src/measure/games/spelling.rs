//! A spelling corrector: one typo in a held-out sentence, candidates by edit distance, and a noisy channel that asks a language
//! model how well each fits in (Kernighan, Church and Gale 1990). Does the better perplexity do the better job?
//!
//! The corrector knows which word is suspect. It takes the candidate w with the largest P(sentence with w) · P(typo | w),
//! where P(typo | w) is `slip` to the power of the edit distance.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use strsim::osa_distance;

use crate::error::{Error, Result};
use crate::lm::{Done, Examples as _, Figures, LanguageModel, Special, Tally, score, sentence_examples};
use crate::measure::models::lineup::{Lineup, ModelKind, ModelName};
use crate::memory;
use crate::reason;
use crate::rng::{MAXIMUM_SEED, Rng, Shuffle, Stream};
use crate::text::{Corpus, Split, Unit};
use crate::work::fitting;

/// The options of the corrector.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SpellingOptions {
    /// The seed of the typos.
    pub seed: f64,
    /// The most sentences of the validation split, each with one typo.
    pub sentences: f64,
    /// Slips per typo, 1 or 2.
    pub edits: f64,
    /// The probability of one slip: P(typo | word) = slip^distance.
    pub slip: f64,
}

impl Default for SpellingOptions {
    fn default() -> Self {
        SpellingOptions { seed: 1.0, sentences: 100.0, edits: 1.0, slip: 0.01 }
    }
}

/// A sentence with one word misspelt.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SpellingExercise {
    /// The tokens as they were written; of a long sentence, or in a stream, a piece with the longest history before it.
    pub sentence: Vec<u32>,
    /// Whether it is a whole sentence, and not a piece.
    #[serde(skip)]
    pub whole: bool,
    /// The index of the misspelt word.
    pub at: usize,
    /// Its misspelling.
    pub typo: String,
    /// Words within reach of the typo, and their edit distances, nearest first.
    pub candidates: Vec<(u32, usize)>,
}

/// One mistake of a model.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SpellingConfusion {
    /// The exercise.
    pub exercise: usize,
    /// The word that it chose instead; none if it could not decide.
    pub took: Option<u32>,
}

/// One model's result.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SpellingCorrector {
    /// The model; [`ModelKind::Nothing`] decides by edit distance alone, and takes the more frequent of equally near words.
    pub model: ModelName,
    /// Typos corrected.
    pub correct: usize,
    /// Typos for which every candidate was impossible.
    pub undecided: usize,
    /// Its figures on the sentences as they were written; none without a language model.
    pub figures: Option<Figures>,
    /// Its mistakes, in order.
    pub confusions: Vec<SpellingConfusion>,
}

/// All results.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Spelling {
    /// The sentences with their typos.
    pub exercises: Vec<SpellingExercise>,
    /// By edit distance alone, the network, the n-grams.
    pub correctors: Vec<SpellingCorrector>,
}

/// The largest edit distance from the typo to a candidate.
const REACH: usize = 2;
/// The shortest and the longest word that is misspelt. Of a shorter word too little would be left. An edit distance takes the product of
/// both lengths, and no prose has longer words.
const SHORTEST: usize = 3;
const LONGEST: usize = 64;
/// Tokens of a stream that make a sentence to correct, and of a sentence that is longer than the longest which is taken whole.
const PIECE: usize = 12;
const LONGEST_SENTENCE: usize = 200;

/// The work. It borrows nothing; the models must not change while it runs.
#[derive(Debug)]
pub struct SpellingWork {
    slip: f64,
    special: Special,
    /// The exercises that are being made.
    misspelling: Option<Misspelling>,
    result: Spelling,
    tallies: Vec<Tally>,
    /// The exercise and candidate to score next, and each model's best so far.
    exercise: usize,
    candidate: usize,
    best: Vec<Option<(f64, u32)>>,
}

impl SpellingWork {
    /// Begins with these options.
    ///
    /// # Errors
    /// An option out of range; a corpus whose tokens are characters; less memory than the order of its sentences takes.
    pub fn new(
        options: SpellingOptions,
        corpus: &Corpus,
        history: usize,
        models: &[ModelName],
    ) -> Result<Self> {
        let SpellingOptions { seed, sentences, edits, slip } = options;
        let seed = crate::check::whole("seed", seed, 0, MAXIMUM_SEED)?;
        let sentences = crate::check::whole("sentences", sentences, 1, 10_000)? as usize;
        let edits = crate::check::whole("edits", edits, 1, 2)? as usize;
        if !(slip > 0.0 && slip < 1.0) {
            return Err(Error::value("slip", slip, reason::inside_one()));
        }
        if corpus.vocabulary.unit() == Unit::Character {
            return Err(Error::Text(reason::characters_spelling()));
        }
        let nothing = ModelName { kind: ModelKind::Nothing, order: 0 };
        let correctors = std::iter::once(nothing).chain(models.iter().copied());
        let correctors: Vec<SpellingCorrector> = correctors
            .map(|model| SpellingCorrector {
                model,
                correct: 0,
                undecided: 0,
                figures: None,
                confusions: Vec::new(),
            })
            .collect();
        let count = correctors.len();
        Ok(SpellingWork {
            slip: libm::log(slip),
            special: Special::from(&corpus.vocabulary),
            result: Spelling { exercises: Vec::new(), correctors },
            misspelling: Some(Misspelling::new(corpus, seed, sentences, edits, history)?),
            tallies: vec![Tally::default(); count],
            exercise: 0,
            candidate: 0,
            best: vec![None; count],
        })
    }

    /// Advances by about `budget` elementary operations: first the sentences are misspelt, then every model scores the candidates, each for
    /// `cost`.
    ///
    /// # Errors
    /// A validation split without a word that can be misspelt.
    pub fn advance(
        &mut self,
        network: &mut dyn LanguageModel,
        lineup: &mut Lineup,
        corpus: &Corpus,
        mut budget: u64,
        cost: u64,
    ) -> Result<Done> {
        if let Some(misspelling) = &mut self.misspelling {
            let done = misspelling.advance(corpus, &mut budget);
            if done.done < done.total {
                // Misspelling is at most half of the progress.
                return Ok(Done { done: done.done, total: 2 * done.total });
            }
            self.result.exercises = std::mem::take(&mut misspelling.exercises);
            self.misspelling = None;
            if self.result.exercises.is_empty() {
                return Err(Error::Text(reason::nothing_to_misspell(SHORTEST, LONGEST)));
            }
        }
        let Done { done, total } = self.correct(network, lineup, fitting(budget, cost));
        Ok(Done { done: total + done, total: 2 * total })
    }

    /// Scores up to `budget` more candidates by every model.
    fn correct(&mut self, network: &mut dyn LanguageModel, lineup: &mut Lineup, budget: usize) -> Done {
        let total: usize = self.result.exercises.iter().map(|e| e.candidates.len() + 1).sum();
        for _ in 0..budget {
            let Some(exercise) = self.result.exercises.get(self.exercise) else {
                return Done { done: total, total };
            };
            let special = exercise.special(self.special);
            let mut models = lineup.with(network);
            match exercise.candidates.get(self.candidate) {
                Some(&(word, distance)) => {
                    let channel = distance as f64 * self.slip;
                    better(&mut self.best[0], channel, word);
                    for ((_, model), best) in models.iter_mut().zip(&mut self.best[1..]) {
                        better(best, channel + fit(*model, exercise, word, special), word);
                    }
                    self.candidate += 1;
                }
                None => {
                    for ((_, model), tally) in models.iter_mut().zip(&mut self.tallies[1..]) {
                        if let Ok(scored) = score(*model, &exercise.sentence, special) {
                            *tally += scored.tally;
                        }
                    }
                    self.mark();
                }
            }
        }
        let behind: usize =
            self.result.exercises[..self.exercise].iter().map(|e| e.candidates.len() + 1).sum();
        Done { done: behind + self.candidate, total }
    }

    /// Marks every model's best candidate, which is final now.
    fn mark(&mut self) {
        let exercise = &self.result.exercises[self.exercise];
        let word = exercise.sentence[exercise.at];
        for (corrector, best) in self.result.correctors.iter_mut().zip(&mut self.best) {
            let took = best.take().map(|(_, word)| word);
            if took == Some(word) {
                corrector.correct += 1;
            } else {
                corrector.undecided += usize::from(took.is_none());
                corrector.confusions.push(SpellingConfusion { exercise: self.exercise, took });
            }
        }
        self.exercise += 1;
        self.candidate = 0;
    }

    /// The results, once the work is done.
    pub fn finish(mut self) -> Spelling {
        for (corrector, tally) in self.result.correctors.iter_mut().zip(&self.tallies) {
            corrector.figures = tally.figures();
        }
        self.result
    }
}

impl SpellingExercise {
    /// The padding before it; none before a piece.
    fn special(&self, special: Special) -> Special {
        Special { boundary: special.boundary.filter(|_| self.whole), ..special }
    }
}

/// Of equally good candidates the first wins: nearer ones are first, then more frequent ones, which have lower ids.
fn better(best: &mut Option<(f64, u32)>, score: f64, word: u32) {
    if score > f64::NEG_INFINITY && best.is_none_or(|(other, _)| score > other) {
        *best = Some((score, word));
    }
}

/// ln P of the predictions that depend on the word at the typo's place; all others are the same for every candidate.
fn fit(model: &mut dyn LanguageModel, exercise: &SpellingExercise, word: u32, special: Special) -> f64 {
    let n = model.context_length();
    let mut sentence = exercise.sentence.clone();
    sentence[exercise.at] = word;
    let Ok(line) = sentence_examples(&sentence, n, special) else { return f64::NEG_INFINITY };
    let first = if special.boundary.is_some() { exercise.at } else { exercise.at.saturating_sub(n) };
    let last = line.len().min(first + n + 1);
    let mut contexts = vec![0; (last - first) * n];
    let targets: Vec<u32> =
        (first..last).map(|i| line.gather(i, &mut contexts[(i - first) * n..(i - first + 1) * n])).collect();
    let mut scores = vec![0.0; targets.len()];
    model.score_batch(&contexts, &targets, &mut scores);
    scores.iter().sum()
}

/// Misspells a word in sentences of the validation split, drawn by the seed, if a sentence has a word that can be; in pieces.
#[derive(Debug)]
struct Misspelling {
    rng: Rng,
    most: usize,
    edits: usize,
    history: usize,
    order: Vec<u32>,
    /// The number of sentences, and the next one in their order.
    count: usize,
    next: usize,
    shuffle: Option<Shuffle>,
    /// The letters of the vocabulary's words, up to this word.
    letters: BTreeSet<char>,
    lettered: u32,
    alphabet: Vec<char>,
    /// The exercise whose candidates are searched for, up to this word.
    searching: Option<(SpellingExercise, u32)>,
    exercises: Vec<SpellingExercise>,
}

/// Elementary operations of a swap, of a letter, of visiting a sentence.
const SWAP: u64 = 16;
const LETTER: u64 = 16;
const SENTENCE: u64 = 4_096;

impl Misspelling {
    fn new(corpus: &Corpus, seed: u64, most: usize, edits: usize, history: usize) -> Result<Self> {
        let stream = corpus.split(Split::Validation);
        let sentences = corpus.vocabulary.boundary().is_some();
        let count = if sentences { stream.sentences() } else { stream.len() / PIECE };
        memory::ask(reason::sentence_order(), &[4 * count as u64])?;
        Ok(Misspelling {
            rng: Rng::new(seed, Stream::Exercise),
            most,
            edits,
            history,
            order: Vec::with_capacity(count),
            count,
            next: 0,
            shuffle: None,
            letters: BTreeSet::new(),
            lettered: 0,
            alphabet: Vec::new(),
            searching: None,
            exercises: Vec::new(),
        })
    }

    fn advance(&mut self, corpus: &Corpus, budget: &mut u64) -> Done {
        while *budget > 0 && !self.is_done() {
            let spent = if self.order.len() < self.count {
                let from = self.order.len() as u32;
                let to = (self.count as u32).min(from + (1 << 14));
                self.order.extend(from..to);
                u64::from(to - from)
            } else if self.lettered == 0 && self.shuffle.is_none() {
                self.shuffle = Some(Shuffle::new(self.rng.clone(), self.count));
                1
            } else if let Some(shuffle) = &mut self.shuffle {
                let swaps = 1 << 12;
                if shuffle.advance(&mut self.order, swaps) {
                    self.rng = shuffle.rng();
                    self.shuffle = None;
                    self.lettered = 1;
                }
                SWAP * swaps as u64
            } else if self.lettered != u32::MAX {
                self.letter(corpus)
            } else {
                self.exercise(corpus)
            };
            *budget = budget.saturating_sub(spent);
        }
        let wanted = self.most.min(self.count);
        let done = if self.is_done() { wanted } else { self.exercises.len().min(wanted.saturating_sub(1)) };
        Done { done, total: wanted }
    }

    fn is_done(&self) -> bool {
        let over = self.exercises.len() == self.most || self.next == self.count;
        self.count == 0 || (over && self.searching.is_none())
    }

    /// Adds the letters of one more word.
    fn letter(&mut self, corpus: &Corpus) -> u64 {
        let id = self.lettered - 1;
        self.lettered += 1;
        let Some(word) = own_word(corpus, id) else {
            if id as usize == corpus.vocabulary.len() {
                self.alphabet = std::mem::take(&mut self.letters).into_iter().collect();
                self.lettered = u32::MAX;
            }
            return 1;
        };
        self.letters.extend(word.chars().filter(|c| c.is_alphabetic()));
        crate::counted::did(word.len());
        LETTER * (1 + word.len() as u64)
    }

    /// Does part of an exercise.
    fn exercise(&mut self, corpus: &Corpus) -> u64 {
        if let Some((exercise, next)) = &mut self.searching {
            let id = *next;
            *next += 1;
            if id as usize == corpus.vocabulary.len() {
                let Some((mut exercise, _)) = self.searching.take() else { return 1 };
                exercise.candidates.sort_by_key(|&(id, distance)| (distance, id));
                self.exercises.push(exercise);
                return SENTENCE;
            }
            let Some(word) = own_word(corpus, id) else { return 1 };
            let length = exercise.typo.chars().count();
            // A letter has at most four bytes, so a word of many more is too long in letters, too.
            let own = if word.len() > 4 * (length + REACH) { usize::MAX } else { word.chars().count() };
            if own.abs_diff(length) > REACH {
                return 2 * length as u64;
            }
            crate::counted::did(length * own);
            let distance = osa_distance(&exercise.typo, word);
            if distance <= REACH {
                exercise.candidates.push((id, distance));
            }
            return 8 * (length * own) as u64;
        }
        let index = self.order[self.next] as usize;
        self.next += 1;
        self.searching = self.misspelt(corpus, index).map(|exercise| (exercise, 0));
        SENTENCE
    }

    /// A sentence with a misspelt word, without its candidates yet.
    fn misspelt(&mut self, corpus: &Corpus, index: usize) -> Option<SpellingExercise> {
        let stream = corpus.split(Split::Validation);
        let sentences = corpus.vocabulary.boundary().is_some();
        let rows = match sentences {
            true => stream.rows(index, 1),
            false => stream.rows(index * PIECE, PIECE + self.history),
        };
        let mut sentence = rows.into_iter().next()?;
        let whole = sentences && sentence.len() <= LONGEST_SENTENCE.max(PIECE + self.history);
        if sentences && !whole {
            let from = self.rng.below((sentence.len() - PIECE - self.history) as u32) as usize;
            sentence = sentence[from..from + PIECE + self.history].to_vec();
        }
        let from = if whole { 0 } else { self.history };
        let can = |&at: &usize| {
            let word = corpus.vocabulary.token(sentence[at]);
            Some(sentence[at]) != corpus.vocabulary.unknown()
                && word.len() <= 4 * LONGEST
                && (SHORTEST..=LONGEST).contains(&word.chars().count())
                && word.chars().all(char::is_alphabetic)
        };
        let places: Vec<usize> = (from..sentence.len()).filter(can).collect();
        if places.is_empty() {
            return None;
        }
        let at = places[self.rng.below(places.len() as u32) as usize];
        let word = corpus.vocabulary.token(sentence[at]);
        let typo = typo(word, self.edits, &self.alphabet, &mut self.rng);
        Some(SpellingExercise { sentence, whole, at, typo, candidates: Vec::new() })
    }
}

/// The word with this id; none for a special token or an id beyond the last.
fn own_word(corpus: &Corpus, id: u32) -> Option<&str> {
    let specials = [corpus.vocabulary.boundary(), corpus.vocabulary.unknown()];
    let own = (id as usize) < corpus.vocabulary.len() && !specials.contains(&Some(id));
    own.then(|| corpus.vocabulary.token(id))
}

/// The word after this many slips: a letter deleted, inserted or substituted, or two transposed.
fn typo(word: &str, edits: usize, letters: &[char], rng: &mut Rng) -> String {
    loop {
        let mut all: Vec<char> = word.chars().collect();
        for _ in 0..edits {
            let at = rng.below(all.len() as u32) as usize;
            let letter = letters[rng.below(letters.len() as u32) as usize];
            match rng.below(4) {
                0 if all.len() > 1 => {
                    all.remove(at);
                }
                1 => all.insert(at, letter),
                2 => all[at] = letter,
                _ if at > 0 => all.swap(at - 1, at),
                _ => all.insert(0, letter),
            }
        }
        let typo: String = all.into_iter().collect();
        if typo != word {
            return typo;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::models::lineup::LineupWork;
    use crate::ngram::{Ngram, NgramOptions, Smoothing};
    use crate::text::CorpusOptions;

    fn corpus() -> Corpus {
        let train = "the cat drinks milk\nthe car burns fuel\nthe cat drinks milk\n";
        Corpus::from_splits(CorpusOptions::default(), train, "the cat drinks milk\nthe car burns fuel\n", "")
            .expect("a corpus")
    }

    fn run(corpus: &Corpus, options: SpellingOptions, smoothing: Smoothing, budget: u64) -> Result<Spelling> {
        let settings = NgramOptions { smoothing, ..Default::default() };
        let mut lineup = LineupWork::new(settings).expect("settings").finish(corpus);
        let bigram = NgramOptions { order: 2, smoothing: Smoothing::AddK, ..Default::default() };
        let mut network =
            Ngram::train(bigram, corpus.vocabulary.len(), &corpus.train.windows(1)).expect("counted");
        let names: Vec<ModelName> = lineup.with(&mut network).into_iter().map(|(name, _)| name).collect();
        let mut work = SpellingWork::new(options, corpus, 4, &names)?;
        while {
            let done = work.advance(&mut network, &mut lineup, corpus, budget, 1)?;
            done.done < done.total
        } {}
        Ok(work.finish())
    }

    fn candidates(corpus: &Corpus, typo: &str) -> Vec<(u32, usize)> {
        let mut work = Misspelling::new(corpus, 1, 1, 1, 0).expect("room");
        let exercise = SpellingExercise {
            sentence: Vec::new(),
            whole: true,
            at: 0,
            typo: typo.into(),
            candidates: Vec::new(),
        };
        work.searching = Some((exercise, 0));
        while work.searching.is_some() {
            work.exercise(corpus);
        }
        work.exercises.remove(0).candidates
    }

    #[test]
    fn candidates_are_near_and_in_order() {
        let corpus = corpus();
        let word = |(id, distance): &(u32, usize)| (corpus.vocabulary.token(*id).to_owned(), *distance);
        let found: Vec<_> = candidates(&corpus, "caz").iter().map(word).collect();
        assert_eq!(found, [("cat".to_owned(), 1), ("car".to_owned(), 1)]);
        assert_eq!(candidates(&corpus, "mlik")[0].1, 1); // two letters changed about are one slip
        assert!(candidates(&corpus, "zebra").is_empty());
    }

    #[test]
    fn the_sentence_decides_where_the_letters_cannot() {
        let corpus = corpus();
        let ids = |text: &str| corpus.vocabulary.encode(text).expect("text").ids;
        let exercise = |text: &str| SpellingExercise {
            sentence: ids(text),
            whole: true,
            at: 1,
            typo: "caz".into(),
            candidates: candidates(&corpus, "caz"),
        };
        let special = Special::from(&corpus.vocabulary);
        let [cat, car] = ["cat", "car"].map(|w| corpus.vocabulary.id(w).expect("a word"));
        let options = NgramOptions { order: 2, ..Default::default() };
        let mut model =
            Ngram::train(options, corpus.vocabulary.len(), &corpus.train.windows(1)).expect("counted");
        for (text, right, wrong) in [("the cat drinks milk", cat, car), ("the car burns fuel", car, cat)] {
            let exercise = exercise(text);
            assert!(
                fit(&mut model, &exercise, right, special) > fit(&mut model, &exercise, wrong, special),
                "{text}"
            );
        }
        // The other predictions are the same for every word at this place.
        let mut copy = model.clone();
        let mut whole = |word: u32| {
            let mut sentence = exercise("the cat drinks milk").sentence;
            sentence[1] = word;
            -score(&mut copy, &sentence, special).expect("a sentence").tally.nll_sum
        };
        let alone = exercise("the cat drinks milk");
        let (a, b) = (fit(&mut model, &alone, cat, special), fit(&mut model, &alone, car, special));
        assert!((whole(cat) - whole(car) - (a - b)).abs() < 1e-12);
    }

    #[test]
    fn the_same_seed_misspells_the_same_and_pieces_change_nothing() {
        let corpus = corpus();
        let options = SpellingOptions { edits: 2.0, ..Default::default() };
        let whole = run(&corpus, options, Smoothing::KneserNey, u64::MAX).expect("results");
        assert_eq!(whole, run(&corpus, options, Smoothing::KneserNey, 1).expect("results"));
        let other =
            run(&corpus, SpellingOptions { seed: 2.0, ..options }, Smoothing::KneserNey, 9).expect("results");
        assert_ne!(whole.exercises, other.exercises);
        assert_eq!(whole.exercises.len(), 2);
        assert_eq!(whole.correctors.len(), 7);
        for corrector in &whole.correctors {
            assert_eq!(corrector.correct + corrector.confusions.len(), 2);
        }
        // Five predictions each, with the end.
        assert!(whole.correctors[1..].iter().all(|c| c.figures.is_some_and(|f| f.tokens == 10)));
    }

    #[test]
    fn a_typo_is_never_the_word_itself() {
        let mut rng = Rng::new(3, Stream::Exercise);
        for edits in [1, 2] {
            for _ in 0..200 {
                let typo = typo("noon", edits, &['n', 'o'], &mut rng);
                assert!(typo != "noon" && osa_distance(&typo, "noon") <= 2 * edits, "{typo}");
            }
        }
    }

    #[test]
    fn maximum_likelihood_may_be_unable_to_decide() {
        let corpus = Corpus::from_splits(
            CorpusOptions {
                vocabulary: Some(["aaa", "bbb"].map(String::from).to_vec()),
                ..Default::default()
            },
            "aaa aaa\n",
            "bbb bbb\n",
            "",
        )
        .expect("a corpus");
        let found = run(&corpus, SpellingOptions::default(), Smoothing::None, 9).expect("results");
        assert_eq!(found.correctors[3].undecided, 1); // the bigram
        assert_eq!(found.correctors[3].confusions[0].took, None);
        assert_eq!(found.correctors[1].undecided, 0);
    }

    #[test]
    fn bad_options_and_corpora_are_said() {
        let corpus = corpus();
        let bad = |options: SpellingOptions| {
            run(&corpus, options, Smoothing::KneserNey, 1).expect_err("refused").to_string()
        };
        let fine = SpellingOptions::default();
        assert!(bad(SpellingOptions { edits: 3.0, ..fine }).starts_with("edits is 3"));
        assert!(bad(SpellingOptions { slip: f64::NAN, ..fine }).starts_with("slip is NaN"));
        assert!(bad(SpellingOptions { sentences: 0.0, ..fine }).starts_with("sentences is 0"));
        let letters = CorpusOptions { unit: Unit::Character, ..Default::default() };
        let letters = Corpus::from_splits(letters, "abc\n", "abc\n", "").expect("a corpus");
        let message = run(&letters, fine, Smoothing::KneserNey, 1).expect_err("refused").to_string();
        assert!(message.contains("characters"), "{message}");
        let short = Corpus::from_splits(CorpusOptions::default(), "a b\n", "a b\n", "").expect("a corpus");
        assert!(run(&short, fine, Smoothing::KneserNey, 1).is_err());
    }

    /// Case U03: words of thousands of letters, lines of 20,000 words, 4,000 words to compare with.
    #[test]
    fn no_call_does_more_than_its_share_on_long_words_and_lines() {
        let endless = |i: usize| format!("w{}{i}", "x".repeat(3_000));
        let near = |i: usize| {
            let letter = |i: usize| char::from(b'a' + (i % 26) as u8);
            format!("word{}{}{}", letter(i), letter(i / 26), letter(i / 676))
        };
        let word = |i: usize| if i.is_multiple_of(7) { endless(i % 50) } else { near(i % 4_000) };
        let line = (0..20_000).map(word).collect::<Vec<_>>().join(" ");
        let corpus = Corpus::from_splits(CorpusOptions::default(), &line, &format!("{line}\n{line}\n"), "")
            .expect("a corpus");
        let settings = NgramOptions { order: 2, ..Default::default() };
        let mut lineup = LineupWork::new(settings).expect("settings").finish(&corpus);
        let mut network =
            Ngram::train(settings, corpus.vocabulary.len(), &corpus.train.windows(1)).expect("counted");
        let names: Vec<ModelName> = lineup.with(&mut network).into_iter().map(|(name, _)| name).collect();
        let options = SpellingOptions { sentences: 2.0, ..Default::default() };
        let mut work = SpellingWork::new(options, &corpus, 4, &names).expect("options");
        let mut most = 0;
        while {
            let (did, done) = crate::counted::counter::during(|| {
                work.advance(&mut network, &mut lineup, &corpus, 1, 1).expect("words to misspell")
            });
            most = most.max(did);
            done.done < done.total
        } {}
        // One word of the vocabulary, or the letters of one.
        assert!(most <= 5_000, "{most}");
        let found = work.finish();
        assert_eq!(found.exercises.len(), 2);
        for SpellingExercise { sentence, typo, at, .. } in found.exercises {
            assert_eq!(sentence.len(), PIECE + 4);
            assert!(typo.chars().count() <= LONGEST + 2 && at >= 4, "{typo}");
        }
    }
}
