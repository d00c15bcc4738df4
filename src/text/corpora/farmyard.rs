//! The farmyard: short sentences with clear word classes, made by the grammar below. Some combinations that the grammar licenses are held
//! back from training and occur only in validation and test.
//!
//! ```text
//! SENTENCE -> DETERMINER [COLOUR] ANIMAL ADVERB VERB FOOD .
//!           | DETERMINER [COLOUR] ANIMAL MOTION PREPOSITION the PLACE .
//! ```
//!
//! Food, motion, preposition and place depend on the animal's kind. Verb and adverb say nothing about the food: only the animal does,
//! three words before it. A count of triples cannot see it; a count of quadruples has seen too few of them (20 animals x 8 adverbs x
//! 6 verbs); a network needs to learn only which animals are alike.

use super::{Bundled, SEED};
use crate::rng::{Rng, Stream};
use crate::text::{CorpusOptions, Part, Split};

/// What scripts and links call it.
pub const NAME: &str = "farmyard";
const SENTENCES: [usize; 3] = [1_200, 150, 150];

/// Animals that are alike.
struct WordKind {
    animals: [&'static str; 5],
    foods: [&'static str; 5],
    motions: [&'static str; 3],
    preposition: &'static str,
    places: [&'static str; 3],
}

const KINDS: [WordKind; 4] = [
    WordKind {
        animals: ["cow", "horse", "sheep", "goat", "donkey"],
        foods: ["hay", "grass", "clover", "oats", "straw"],
        motions: ["walks", "trots", "wanders"],
        preposition: "across",
        places: ["meadow", "field", "hill"],
    },
    WordKind {
        animals: ["hen", "rooster", "sparrow", "robin", "dove"],
        foods: ["corn", "seeds", "crumbs", "worms", "barley"],
        motions: ["flies", "hops", "flutters"],
        preposition: "over",
        places: ["roof", "fence", "barn"],
    },
    WordKind {
        animals: ["duck", "goose", "frog", "beaver", "swan"],
        foods: ["fish", "snails", "weeds", "minnows", "shrimps"],
        motions: ["swims", "dives", "paddles"],
        preposition: "through",
        places: ["pond", "river", "brook"],
    },
    WordKind {
        animals: ["cat", "dog", "fox", "kitten", "puppy"],
        foods: ["meat", "cheese", "bones", "sausage", "milk"],
        motions: ["runs", "sneaks", "prowls"],
        preposition: "past",
        places: ["house", "gate", "kitchen"],
    },
];
const DETERMINERS: [&str; 2] = ["the", "a"];
const COLOURS: [&str; 6] = ["brown", "white", "black", "grey", "spotted", "young"];
const ADVERBS: [&str; 8] = ["slowly", "gladly", "often", "quietly", "always", "quickly", "rarely", "calmly"];
const VERBS: [&str; 6] = ["eats", "finds", "wants", "likes", "smells", "sees"];

/// The classes of the farmyard's words. The first [`ALIKE`] classes have words that the grammar uses alike everywhere in a context: the
/// next word depends only on the class. Motions differ in their preposition; after a food or a place the sentence ends.
pub fn classes() -> Vec<Class> {
    let class = |name, words: &[&'static str]| Class { name, words: words.to_vec() };
    let every = |name, of: fn(&WordKind) -> &[&'static str]| Class {
        name,
        words: KINDS.iter().flat_map(of).copied().collect(),
    };
    let names = ["grazing animals", "birds", "swimmers", "cats and dogs"];
    let mut all: Vec<Class> =
        names.into_iter().zip(&KINDS).map(|(name, kind)| class(name, &kind.animals)).collect();
    all.extend([class("colours", &COLOURS), class("adverbs", &ADVERBS), class("verbs", &VERBS)]);
    all.extend([
        every("motions", |kind| &kind.motions),
        every("foods", |kind| &kind.foods),
        every("places", |kind| &kind.places),
    ]);
    all
}

/// How many of [`classes`] are alike in every context.
pub const ALIKE: usize = 7;

/// One of [`classes`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// What people call it.
    pub name: &'static str,
    /// Its words.
    pub words: Vec<&'static str>,
}

/// Of each kind's five foods, one is held back after each adverb and verb: "slowly eats hay" is never trained on, though
/// "slowly eats grass" and "gladly eats hay" are.
fn food_held_back(adverb: usize, verb: usize, food: usize) -> bool {
    (adverb + 2 * verb + food).is_multiple_of(5)
}

/// Of the three motions of its kind, one is held back for each animal: "cow walks" is never trained on.
fn motion_held_back(animal: usize, motion: usize) -> bool {
    motion == animal % 3
}

/// What it is.
pub fn about() -> Bundled {
    Bundled {
        name: NAME,
        title: "The farmyard",
        description: "Animals of a kind eat and move alike: the network gives sense to combinations it never saw, where counts \
                      give none.",
        options: CorpusOptions { lowercase: true, ..Default::default() },
    }
}

/// Training (without any held-back combination), validation and test (every other sentence has one).
pub fn parts() -> Vec<(Part, String)> {
    let mut rng = Rng::new(SEED, Stream::Corpus);
    Split::ALL
        .into_iter()
        .zip(SENTENCES)
        .map(|(split, count)| {
            let line =
                |i: usize, rng: &mut Rng| sentence(split != Split::Train && i.is_multiple_of(2), rng) + "\n";
            (Part::Only(split), (0..count).map(|i| line(i, &mut rng)).collect())
        })
        .collect()
}

/// A sentence with a held-back combination, or without one.
fn sentence(held_back: bool, rng: &mut Rng) -> String {
    let mut below = |bound: usize| rng.below(bound as u32) as usize;
    let mut words = vec![DETERMINERS[below(2)]];
    if below(2) == 0 {
        words.push(COLOURS[below(COLOURS.len())]);
    }
    let kind = &KINDS[below(KINDS.len())];
    let animal = below(5);
    words.push(kind.animals[animal]);
    if below(5) < 3 {
        let (adverb, verb, food) = loop {
            let drawn = (below(ADVERBS.len()), below(VERBS.len()), below(5));
            if food_held_back(drawn.0, drawn.1, drawn.2) == held_back {
                break drawn;
            }
        };
        words.extend([ADVERBS[adverb], VERBS[verb], kind.foods[food]]);
    } else {
        let motion = loop {
            let drawn = below(3);
            if motion_held_back(animal, drawn) == held_back {
                break drawn;
            }
        };
        words.extend([kind.motions[motion], kind.preposition, "the", kind.places[below(3)]]);
    }
    words.join(" ") + " ."
}

/// Three words of context, a next word that the grammar licenses but training never has after them, and a word that the grammar never
/// licenses there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldBack {
    /// The context, oldest word first.
    pub context: [&'static str; 3],
    /// Licit, held back.
    pub next: &'static str,
    /// Illicit: the same thing of another kind.
    pub illicit: &'static str,
}

/// All held-back combinations: each animal with its motion, and each animal, adverb and verb with its food.
pub fn held_back() -> Vec<HeldBack> {
    let mut all = Vec::new();
    for (k, kind) in KINDS.iter().enumerate() {
        let other = &KINDS[(k + 1) % KINDS.len()];
        for (a, animal) in kind.animals.into_iter().enumerate() {
            for (_, motion) in kind.motions.into_iter().enumerate().filter(|&(m, _)| motion_held_back(a, m)) {
                all.push(HeldBack {
                    context: ["the", animal, motion],
                    next: kind.preposition,
                    illicit: other.preposition,
                });
            }
            for (v, verb) in VERBS.into_iter().enumerate() {
                for (d, adverb) in ADVERBS.into_iter().enumerate() {
                    for f in (0..5).filter(|&f| food_held_back(d, v, f)) {
                        let context = [animal, adverb, verb];
                        all.push(HeldBack { context, next: kind.foods[f], illicit: other.foods[f] });
                    }
                }
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn lines(split: usize) -> Vec<String> {
        parts()[split].1.lines().map(String::from).collect()
    }

    fn says(line: &str, words: &[&str]) -> bool {
        format!(" {line} ").contains(&format!(" {} ", words.join(" ")))
    }

    #[test]
    fn fifteen_hundred_sentences_of_ninety_three_words() {
        let corpus = crate::text::corpora::corpus(NAME, None).unwrap();
        assert_eq!(Split::ALL.map(|s| corpus.split(s).sentences()), SENTENCES);
        assert_eq!(corpus.vocabulary.len(), 93);
        assert!(corpus.vocabulary.tokens().all(|t| t.len() < 10));
    }

    #[test]
    fn what_is_held_back_is_never_trained_on() {
        let train = lines(0).join(" ");
        for HeldBack { context: [animal, second, third], next, illicit } in held_back() {
            let (pair, triple) = ([second, third], [second, third, next]);
            // "the cow walks" has the animal in second place, "cow slowly eats" in first.
            let unseen: &[&str] = if animal == "the" { &pair } else { &triple };
            assert!(!says(&train, unseen), "{unseen:?}");
            assert!(!says(&train, &[animal, second, third, illicit]));
        }
    }

    #[test]
    fn every_other_test_sentence_has_something_held_back() {
        let combinations = held_back();
        for split in [1, 2] {
            let lines = lines(split);
            let has = |line: &&String| {
                combinations.iter().any(|h| {
                    let [first, second, third] = h.context;
                    let words: &[&str] = if first == "the" {
                        &[second, third, h.next]
                    } else {
                        &[first, second, third, h.next]
                    };
                    says(line, words)
                })
            };
            assert_eq!(lines.iter().filter(has).count(), 75);
        }
    }

    #[test]
    fn training_shows_every_part_of_what_it_holds_back() {
        let train = lines(0).join(" ");
        for HeldBack { context, next, .. } in held_back() {
            for word in context.into_iter().chain([next]) {
                assert!(says(&train, &[word]), "{word}");
            }
        }
        let nexts: HashSet<_> = held_back().iter().map(|h| h.next).collect();
        assert_eq!(nexts.len(), 24); // every food and every preposition
    }
}
