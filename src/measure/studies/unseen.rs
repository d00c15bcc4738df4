//! Combinations that an n-gram never saw, and the probabilities that it and the network give them.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::lm::{Done, LanguageModel};
use crate::ngram::Ngram;
use crate::text::{Corpus, Split, corpora};

/// A context, a next word that never followed its end in training, and its probability by each model.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Unseen {
    /// The context, oldest token first, as long as the model with the longer context needs.
    pub context: Vec<u32>,
    /// The word.
    pub next: u32,
    /// P(next | context) by the network.
    pub network: f64,
    /// P(next | context) by the n-gram; none if it has no distribution.
    pub ngram: Option<f64>,
    /// If the corpus has a grammar: a word that it never licenses there, and the network's probability of it.
    pub illicit: Option<(u32, f64)>,
}

/// A list of them, and their means.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UnseenList {
    /// Whether these are the farmyard's held-back combinations, or those that occur in the validation split.
    pub held_back: bool,
    /// All of them, or the requested number of them.
    pub rows: Vec<Unseen>,
    /// How many there are.
    pub total: usize,
    /// Mean probability by the network.
    pub network: f64,
    /// Mean probability by the n-gram; without a distribution it counts as 0.
    pub ngram: f64,
    /// Mean probability by the network of the illicit words, if there are any.
    pub illicit: Option<f64>,
    /// How often the network gives the word more than the n-gram does.
    pub above_ngram: usize,
    /// How often the network gives the word more than the illicit one.
    pub above_illicit: usize,
}

/// A context, the word after it, and one that the grammar never licenses there.
type Combination = (Vec<u32>, u32, Option<u32>);

/// The work of finding them and asking both models. It borrows nothing; the models must not change meanwhile.
#[derive(Debug)]
pub struct UnseenWork {
    /// Validation tokens to read, and how many of them are read.
    tokens: usize,
    tokens_read: usize,
    met: BTreeSet<(Vec<u32>, u32)>,
    all: Vec<Combination>,
    asked: usize,
    most: usize,
    list: UnseenList,
}

/// The most validation tokens that are read: a list for people needs no more.
const MOST_TOKENS: usize = 20_000;

impl UnseenWork {
    /// The farmyard's combinations that are held back from training, in the order of its grammar, for a network with a context of n
    /// words; at most `most` rows. The n-gram must not read more than three words.
    pub fn farmyard(n: usize, corpus: &Corpus, most: usize) -> Self {
        const FIRST: &str = "the";
        let id = |word: &str| corpus.vocabulary.id(word);
        let known = corpora::farmyard::held_back().into_iter().filter_map(|combination| {
            // A sentence begins with "the", so that for every n the word before an animal is one that training has there.
            let first = (combination.context[0] != FIRST).then_some(FIRST);
            let context: Option<Vec<u32>> = first.into_iter().chain(combination.context).map(id).collect();
            let mut context = context?;
            let words = n.clamp(3, context.len());
            context.drain(..context.len() - words);
            Some((context, id(combination.next)?, Some(id(combination.illicit)?)))
        });
        Self::of(0, known.collect(), most, true)
    }

    /// The combinations of the validation split that the n-gram never saw, each once, without `<unk>` and ends of sentences.
    pub fn validation(corpus: &Corpus, most: usize) -> Self {
        Self::of(corpus.split(Split::Validation).len().min(MOST_TOKENS), Vec::new(), most, false)
    }

    fn of(tokens: usize, all: Vec<Combination>, most: usize, held_back: bool) -> Self {
        let list = UnseenList {
            held_back,
            rows: Vec::new(),
            total: 0,
            network: 0.0,
            ngram: 0.0,
            illicit: held_back.then_some(0.0),
            above_ngram: 0,
            above_illicit: 0,
        };
        UnseenWork { tokens, tokens_read: 0, met: BTreeSet::new(), all, asked: 0, most, list }
    }

    /// Reads up to `budget` more tokens, or asks both models about that many combinations.
    pub fn advance(
        &mut self,
        network: &mut dyn LanguageModel,
        ngram: &Ngram,
        corpus: &Corpus,
        budget: usize,
    ) -> Done {
        if self.tokens_read < self.tokens {
            self.read(network.context_length(), ngram, corpus, budget);
        } else {
            let mut row = vec![0.0; corpus.vocabulary.len()];
            let end = self.all.len().min(self.asked.saturating_add(budget));
            for at in self.asked..end {
                self.ask(network, ngram, corpus, &mut row, at);
            }
            self.asked = end;
        }
        // Both models are still to be asked about the combinations that it finds while it reads.
        let left = (self.tokens - self.tokens_read) + (self.all.len() - self.asked);
        let done = self.tokens_read + self.asked;
        Done { done, total: done + left }
    }

    fn read(&mut self, n: usize, ngram: &Ngram, corpus: &Corpus, budget: usize) {
        let width = n.max(ngram.context_length());
        let windows = corpus.split(Split::Validation).windows(width);
        let (unknown, boundary) = (corpus.vocabulary.unknown(), corpus.vocabulary.boundary());
        let mut context = vec![0; width];
        let end = self.tokens.min(self.tokens_read.saturating_add(budget));
        for index in self.tokens_read..end.min(windows.len()) {
            let target = windows.gather(index, &mut context);
            let word = Some(target) != unknown && Some(target) != boundary;
            if word && ngram.count(&context, target) == 0 && self.met.insert((context.clone(), target)) {
                self.all.push((context.clone(), target, None));
            }
        }
        self.tokens_read = end;
    }

    fn ask(
        &mut self,
        network: &mut dyn LanguageModel,
        ngram: &Ngram,
        corpus: &Corpus,
        row: &mut [f64],
        at: usize,
    ) {
        let (context, next, illicit) = self.all[at].clone();
        let n = network.context_length();
        // If the network's context is longer than this one, it is padded on the left.
        let mut window =
            vec![corpus.vocabulary.boundary().unwrap_or_default(); n.saturating_sub(context.len())];
        window.extend_from_slice(&context[context.len().saturating_sub(n)..]);
        network.log_probabilities(&window, row);
        let by = |word: u32| libm::exp(row[word as usize]);
        let unseen = Unseen {
            network: by(next),
            ngram: ngram.probability(&context, next),
            illicit: illicit.map(|word| (word, by(word))),
            context,
            next,
        };
        let list = &mut self.list;
        list.total += 1;
        list.network += unseen.network;
        list.ngram += unseen.ngram.unwrap_or_default();
        list.above_ngram += usize::from(unseen.network > unseen.ngram.unwrap_or_default());
        if let (Some(sum), Some((_, p))) = (&mut list.illicit, unseen.illicit) {
            *sum += p;
            list.above_illicit += usize::from(unseen.network > p);
        }
        if list.rows.len() < self.most {
            list.rows.push(unseen);
        }
    }

    /// The list, after all is done.
    pub fn finish(self) -> UnseenList {
        let mut list = self.list;
        let n = list.total.max(1) as f64;
        list.network /= n;
        list.ngram /= n;
        list.illicit = list.illicit.map(|sum| sum / n);
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ngram::{NgramOptions, Smoothing};
    use crate::text::CorpusOptions;

    /// Every window that it is asked with, kept.
    struct Asked(usize, usize, Vec<Vec<u32>>);

    impl LanguageModel for Asked {
        fn context_length(&self) -> usize {
            self.0
        }
        fn vocabulary_size(&self) -> usize {
            self.1
        }
        fn log_probabilities(&mut self, context: &[u32], out: &mut [f64]) -> bool {
            self.2.push(context.to_vec());
            out.fill(-libm::log(self.1 as f64));
            true
        }
    }

    #[test]
    fn a_network_of_any_length_is_asked_with_windows_that_training_could_show() {
        let corpus = corpora::corpus("farmyard", None).expect("bundled");
        let bigram = NgramOptions { order: 2, ..Default::default() };
        let ngram = Ngram::train(bigram, corpus.vocabulary.len(), &corpus.train.windows(1)).expect("counted");
        let boundary = corpus.vocabulary.boundary().expect("sentences");
        for n in [1, 2, 3, 4, 5, 8] {
            let mut network = Asked(n, corpus.vocabulary.len(), Vec::new());
            let mut work = UnseenWork::farmyard(n, &corpus, usize::MAX);
            work.advance(&mut network, &ngram, &corpus, usize::MAX);
            let found = work.finish();
            assert!(
                found.rows.iter().all(|row| row.context.len() == n.clamp(3, 4) || row.context.len() == 3)
            );
            // Where the padding ends a sentence of training begins; an animal never does.
            let windows = corpus.train.windows(1);
            let mut before = [0];
            let mut first = std::collections::BTreeSet::new();
            for index in 0..windows.len() {
                let next = windows.gather(index, &mut before);
                first.extend((before[0] == boundary).then_some(next));
            }
            for window in network.2.iter().filter(|window| window.len() > 3) {
                let begins = window.iter().find(|&&id| id != boundary).expect("a word");
                assert!(first.contains(begins), "{n}: {window:?}");
            }
        }
    }

    #[test]
    fn what_validation_has_and_training_has_not() {
        let corpus = Corpus::from_splits(
            CorpusOptions::default(),
            "a b c\na c b\n",
            "a b b\na b c\na x b\na b b\n",
            "",
        )
        .expect("a corpus");
        let train = |options: NgramOptions| {
            Ngram::train(options, corpus.vocabulary.len(), &corpus.train.windows(options.order - 1))
                .expect("counted")
        };
        let bare = train(NgramOptions { order: 3, smoothing: Smoothing::None, ..Default::default() });
        let mut smooth = train(NgramOptions { order: 2, smoothing: Smoothing::AddK, ..Default::default() });
        let mut work = UnseenWork::validation(&corpus, 9);
        let (mut last, mut calls) = (0, 0);
        loop {
            let Done { done, total } = work.advance(&mut smooth, &bare, &corpus, 2);
            assert!(done >= last && calls < 100, "{done} after {last}");
            (last, calls) = (done, calls + 1);
            if done == total {
                break;
            }
        }
        let found = work.finish();
        let [a, b] = ["a", "b"].map(|w| corpus.vocabulary.id(w).expect("a word"));
        let unknown = corpus.vocabulary.unknown().expect("open");
        let rows: Vec<_> = found.rows.iter().map(|row| (row.context.clone(), row.next, row.ngram)).collect();
        // "a b" was followed by c alone; "a <unk>" by nothing at all. The third time "a b b" comes it is known already.
        assert_eq!(rows, [(vec![a, b], b, Some(0.0)), (vec![a, unknown], b, None)]);
        assert_eq!((found.total, found.above_ngram, found.illicit), (2, 2, None));
        // After b came c and the end; |V| = 5: (0 + 1) / (2 + 5). After <unk>, nothing: 1/5.
        assert!((found.network - (1.0 / 7.0 + 1.0 / 5.0) / 2.0).abs() < 1e-12, "{found:?}");
    }
}
