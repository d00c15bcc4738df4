//! The Shannon game: a player stakes percentages on the next word of held-out text, and gets a perplexity like any model.

use std::collections::BTreeSet;

use crate::error::{Error, Result};
use crate::lm::{Examples, Special, Tally, log_probability};
use crate::memory;
use crate::reason;
use crate::rng::{Rng, Shuffle, Stream};

/// The words to guess, and the stakes so far. It borrows nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct ShannonGame {
    vocabulary: usize,
    special: Special,
    width: usize,
    contexts: Vec<u32>,
    targets: Vec<u32>,
    tally: Tally,
}

/// Stakes that exceed 100 by no more than this are taken as 100.
const ROUNDING: f64 = 1e-6;

impl ShannonGame {
    /// A game without words.
    pub fn new(width: usize, vocabulary: usize, special: Special) -> Self {
        let (contexts, targets) = (Vec::new(), Vec::new());
        ShannonGame { vocabulary, special, width, contexts, targets, tally: Tally::default() }
    }

    /// Adds an example to guess, unless its answer is `<unk>`, which nobody could guess.
    pub fn draw<X: Examples + ?Sized>(&mut self, examples: &X, index: usize) {
        let mut context = vec![0; self.width];
        let target = examples.gather(index, &mut context);
        if self.special.unknown != Some(target) {
            self.contexts.extend_from_slice(&context);
            self.targets.push(target);
        }
    }

    /// The game, if there is a word to guess.
    ///
    /// # Errors
    /// There is none.
    pub fn checked(self) -> Result<Self> {
        match self.targets.is_empty() {
            true => Err(Error::Text(reason::nothing_to_guess())),
            false => Ok(self),
        }
    }

    /// Rounds in all.
    pub fn rounds(&self) -> usize {
        self.targets.len()
    }

    /// Rounds played.
    pub fn played(&self) -> usize {
        self.tally.tokens as usize
    }

    /// The context of the current word to guess; none when the game is over.
    pub fn context(&self) -> Option<&[u32]> {
        let round = self.played();
        (round < self.rounds()).then(|| &self.contexts[round * self.width..(round + 1) * self.width])
    }

    /// Plays a round with (token, per cent) pairs; the rest of 100 is spread evenly over the other words. Returns the word and the
    /// probability that it was given.
    ///
    /// # Errors
    /// A game that is over; a stake that is negative, no number, on no word of the vocabulary or on a word twice; more than 100 in all.
    /// The game then does not change.
    pub fn stake(&mut self, stakes: &[(u32, f64)]) -> Result<(u32, f64)> {
        let Some(&target) = self.targets.get(self.played()) else {
            return Err(Error::State(reason::game_over()));
        };
        let mut total = 0.0;
        let mut met = BTreeSet::new();
        for &(token, percent) in stakes {
            if !(percent >= 0.0 && percent.is_finite()) {
                return Err(Error::value("stake", percent, reason::number_least(0u32)));
            }
            if token as usize >= self.vocabulary {
                return Err(Error::value("token", token, reason::word()));
            }
            if !met.insert(token) {
                return Err(Error::value("token", token, reason::staked_once()));
            }
            total += percent;
        }
        if total > 100.0 + ROUNDING {
            return Err(Error::value("sum of stakes", total, reason::at_most(100u32)));
        }
        let others = self.vocabulary - stakes.len();
        // If every word has a stake, the rest is spread over the stakes in proportion.
        let whole = if others == 0 || total > 100.0 { total } else { 100.0 };
        if whole == 0.0 {
            return Err(Error::value("sum of stakes", total, reason::something_staked()));
        }
        let probability = match stakes.iter().find(|&&(token, _)| token == target) {
            Some(&(_, percent)) => percent / whole,
            None => (whole - total) / whole / others as f64,
        };
        self.tally.add(log_probability(probability), target, self.special);
        Ok((target, probability))
    }

    /// The player's figures: exp of the mean -ln stake is their perplexity. One word given 0 makes it infinite.
    pub fn tally(&self) -> Tally {
        self.tally
    }
}

/// Draws the examples to guess without replacement, in pieces. It borrows nothing.
#[derive(Debug)]
pub struct GameDrawing {
    order: Vec<u32>,
    examples: usize,
    shuffle: Shuffle,
    next: usize,
    shuffled: bool,
}

/// Elementary operations of a swap, or of a draw.
const SWAP: u64 = 16;

impl GameDrawing {
    /// Begins to draw from this many examples.
    ///
    /// # Errors
    /// Less memory than their order takes.
    pub fn new(examples: usize, seed: u64) -> Result<Self> {
        memory::ask(reason::guess_order(), &[4 * examples as u64])?;
        let shuffle = Shuffle::new(Rng::new(seed, Stream::Exercise), examples);
        Ok(GameDrawing { order: Vec::with_capacity(examples), examples, shuffle, next: 0, shuffled: false })
    }

    /// Advances within a budget of elementary operations, at least by some thousand swaps, until the game has enough rounds or there are
    /// no more examples. True: it is done.
    pub fn advance<X>(
        &mut self,
        game: &mut ShannonGame,
        examples: &X,
        rounds: usize,
        budget: &mut u64,
    ) -> bool
    where
        X: Examples + ?Sized,
    {
        const SWAPS: usize = 1 << 12;
        while *budget > 0 {
            let spent = if self.order.len() < self.examples {
                let from = self.order.len();
                let to = self.examples.min(from + 16 * SWAPS);
                self.order.extend(from as u32..to as u32);
                (to - from) as u64
            } else if !self.shuffled {
                self.shuffled = self.shuffle.advance(&mut self.order, SWAPS);
                SWAP * SWAPS as u64
            } else if game.rounds() < rounds && self.next < self.examples {
                game.draw(examples, self.order[self.next] as usize);
                self.next += 1;
                SWAP * examples.context_length() as u64
            } else {
                return true;
            };
            *budget = budget.saturating_sub(spent);
        }
        self.shuffled && (game.rounds() >= rounds || self.next == self.examples)
    }
}

impl Examples for ShannonGame {
    fn len(&self) -> usize {
        self.rounds()
    }
    fn context_length(&self) -> usize {
        self.width
    }
    fn gather(&self, index: usize, context: &mut [u32]) -> u32 {
        context.copy_from_slice(&self.contexts[index * self.width..(index + 1) * self.width]);
        self.targets[index]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lm::{Evaluation, sentence_examples};
    use crate::ngram::{Ngram, NgramOptions, Smoothing};

    const SPECIAL: Special = Special { boundary: Some(0), unknown: Some(1) };

    fn game(rounds: usize, seed: u64) -> ShannonGame {
        let line = sentence_examples(&[2, 3, 1, 4, 2, 3], 2, SPECIAL).expect("a sentence");
        let by = |grain: u64| {
            let mut drawing = GameDrawing::new(line.len(), seed).expect("room");
            let mut game = ShannonGame::new(2, 5, SPECIAL);
            while !drawing.advance(&mut game, &line, rounds, &mut { grain }) {}
            game.checked().expect("words to guess")
        };
        let whole = by(u64::MAX);
        assert_eq!(whole, by(1));
        whole
    }

    #[test]
    fn staking_nothing_is_a_perplexity_of_the_vocabulary() {
        let mut game = game(100, 1);
        assert_eq!(game.rounds(), 6); // seven predictions, one of them <unk>
        while game.context().is_some() {
            let (target, p) = game.stake(&[]).expect("played");
            assert!(target != 1 && (p - 0.2).abs() < 1e-12);
        }
        assert!((game.tally().figures().expect("played").perplexity - 5.0).abs() < 1e-9);
        assert!(game.stake(&[]).expect_err("over").to_string().contains("over"));
    }

    #[test]
    fn stakes_and_their_rest_by_hand() {
        let mut first = game(2, 7);
        let target = first.targets[0];
        let other = if target == 2 { 3 } else { 2 };
        // Half on another word: the other four share the rest.
        assert_eq!(first.clone().stake(&[(other, 50.0)]).expect("played"), (target, 0.125));
        first.stake(&[(target, 50.0), (other, 10.0)]).expect("played");
        assert!((first.tally().figures().expect("one").perplexity - 2.0).abs() < 1e-12);
        // All on a wrong word.
        let wrong = if first.targets[1] == 2 { 3 } else { 2 };
        first.stake(&[(wrong, 100.0)]).expect("played");
        assert_eq!(first.tally().figures().expect("two").perplexity, f64::INFINITY);
    }

    #[test]
    fn the_same_seed_asks_the_same_words_and_models_answer_them_too() {
        assert_eq!(game(4, 3), game(4, 3));
        let mut played = game(4, 3);
        let line = sentence_examples(&[2, 3, 1, 4, 2, 3], 0, SPECIAL).expect("a sentence");
        let options = NgramOptions { order: 1, smoothing: Smoothing::AddK, ..NgramOptions::default() };
        let mut model = Ngram::train(options, 5, &line).expect("trained");
        played.stake(&[]).expect("played");
        let mut evaluation = Evaluation::new();
        evaluation.advance(&mut model, &played, SPECIAL, played.played());
        let tally = evaluation.tally();
        let wanted = model.probability(&[], played.targets[0]).expect("smoothed");
        assert_eq!((tally.tokens, tally.nll_sum), (1, -libm::log(wanted)));
    }

    #[test]
    fn bad_stakes_are_said_and_change_nothing() {
        let mut game = game(3, 1);
        for (bad, says) in [
            (vec![(2, -1.0)], "stake is -1"),
            (vec![(2, f64::NAN)], "stake is NaN"),
            (vec![(9, 1.0)], "token is 9"),
            (vec![(2, 1.0), (2, 1.0)], "once"),
            (vec![(2, 60.0), (3, 60.0)], "sum of stakes is 120"),
            ((0..5).map(|t| (t, 0.0)).collect(), "above 0"),
        ] {
            let message = game.stake(&bad).expect_err("refused").to_string();
            assert!(message.contains(says), "{message}");
        }
        assert_eq!(game.played(), 0);
    }
}
