//! Makes a corpus from bytes, in steps so small that a worker can answer, show progress and cancel between them.
//!
//! One pass over the text gives each new token a number. Then the training split is counted, the vocabulary is chosen, and the numbers
//! are replaced in place by the vocabulary's ids.

use std::cmp::Ordering;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use super::blocks::Blocks;
use super::intern::Interner;
use super::options::{CorpusOptions, Unit};
use super::segment::{self, Decoder};
use super::sentence::{Cutter, Piece};
use super::stream::{STRIDE, TokenStream};
use super::vocabulary::{BOUNDARY, UNKNOWN, Vocabulary, VocabularyListing};
use super::{Corpus, Split};
use crate::error::{Error, Result};
use crate::memory;
use crate::rank::rank;
use crate::reason;
use crate::rng::{Rng, Stream};

/// The most bytes that a corpus needs per byte of its text: 4 for an id if every byte is a token; the letters, place and count of each
/// word, in tables that double, if every word is new; and the text itself until it is read.
const MEMORY_PER_BYTE: u64 = 12;

/// Room is tested for this many bytes of text at once as they arrive: the browser may have less memory than the account allows.
const TRIED: u64 = 1 << 16;

/// The memory that a text of this many bytes may need while it becomes a corpus.
pub fn memory_estimate(bytes: u64) -> u64 {
    bytes.saturating_mul(MEMORY_PER_BYTE)
}

/// Refuses a text that does not fit by its size, before it is read.
///
/// # Errors
/// More text than there is memory for.
pub fn check_memory(bytes: u64, limit: u64) -> Result<()> {
    let needed = memory_estimate(bytes);
    if needed > limit {
        let most = limit / MEMORY_PER_BYTE / 1_000_000;
        let fits = (most > 0).then(|| reason::text_fits(most));
        return Err(Error::Memory { what: reason::this_text(), needed, limit, fits });
    }
    Ok(())
}

/// What a text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// It is the whole text: the fractions of the options cut it into splits.
    Whole,
    /// It is this split; no text of the same corpus may then be [`Part::Whole`].
    Only(Split),
}

/// How far the work is. Only the ratio has a meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadProgress {
    /// Work done.
    pub done: u64,
    /// All of it.
    pub total: u64,
}

/// Choosing one vocabulary item may take as long as reading this many bytes, when each token is more frequent than those before it and
/// the best are sorted again and again.
const CHOOSING: usize = 32;

/// The number of a sentence's end before the vocabulary exists; token `i` of the interner has `i + 1`.
const END: u32 = 0;

/// The tokens of a part, after it is read.
#[derive(Debug, Clone, Default)]
struct Read {
    range: Range<usize>,
    sentences: usize,
    /// Where every [`STRIDE`]th sentence starts.
    starts: Vec<usize>,
    /// The number of the sentence from which those places count.
    skip: usize,
}

#[derive(Debug)]
enum Phase {
    Reading,
    /// The order of the sentences or blocks is drawn, then they are sorted into it.
    Shuffling(Box<Shuffle>),
    Counting {
        at: usize,
    },
    /// Which tokens are frequent enough; `best`: candidates among those before `at`.
    Choosing {
        at: u32,
        best: Vec<u32>,
    },
    /// The vocabulary, of the best tokens or of those that were given; `ids`: the vocabulary's id of each number so far.
    Listing {
        at: usize,
        listing: VocabularyListing,
        ids: Vec<u32>,
        best: Option<Vec<u32>>,
    },
    Replacing {
        at: usize,
        ids: Vec<u32>,
        vocabulary: Vocabulary,
    },
    Done {
        vocabulary: Vocabulary,
    },
}

/// A shuffle of the text that is under way.
#[derive(Debug)]
struct Shuffle {
    read: Read,
    rng: Rng,
    /// The starts of the sentences or blocks, in the order drawn so far.
    starts: Blocks,
    /// How many places are still to be searched for a start, then sentences to be drawn, then sentences to be copied.
    finding: usize,
    drawn: usize,
    copied: usize,
    /// Tokens in their new order.
    ids: Blocks,
    /// How many tokens of the next sentence are copied.
    inside: usize,
    /// Tokens per block; none if sentences stay whole.
    block: Option<usize>,
    /// Every [`STRIDE`]th start in the new order.
    strides: Vec<usize>,
}

/// Tokens in a block of a stream, which a shuffle keeps together: a hundredth of the stream, so that each split gets its share and few
/// contexts cross from one block to the next.
fn block(tokens: usize) -> usize {
    (tokens / 100).clamp(16, 1000)
}

/// Builds a corpus. Push the text in chunks of any size, [`seal`](Self::seal), [`advance`](Self::advance) until all is done, then
/// [`finish`](Self::finish). To cancel, drop it.
#[derive(Debug)]
pub struct Builder {
    options: CorpusOptions,
    limit: u64,
    queue: VecDeque<(Part, Vec<u8>)>,
    /// Bytes of the queue's first chunk that are read.
    taken: usize,
    /// Bytes that were announced.
    expected: u64,
    /// Words that a corpus must have.
    least: usize,
    current: Option<(Part, Decoder)>,
    /// Finds the sentences of a flowing text.
    cutter: Option<Cutter>,
    folded: u64,
    sealed: bool,
    pushed: u64,
    read: u64,
    phase: Phase,
    interner: Interner,
    ids: Blocks,
    /// Bytes of text for which room was tested.
    asked: u64,
    /// Where the unfinished line starts, and whether it has anything but white space.
    line: (usize, bool),
    whole: Option<Read>,
    parts: [Option<Read>; 3],
    splits: [Read; 3],
    counts: Vec<u32>,
    unknown: [usize; 3],
    distinct: [u32; 2],
}

impl Builder {
    /// A builder for one corpus.
    ///
    /// # Errors
    /// Options that cannot make a corpus.
    pub fn new(options: CorpusOptions) -> Result<Self> {
        options.check()?;
        Ok(Builder {
            options,
            limit: memory::free(),
            queue: VecDeque::new(),
            taken: 0,
            expected: 0,
            least: 2,
            current: None,
            cutter: None,
            folded: 0,
            sealed: false,
            pushed: 0,
            asked: 0,
            read: 0,
            phase: Phase::Reading,
            interner: Interner::default(),
            ids: Blocks::default(),
            line: (0, false),
            whole: None,
            parts: [None, None, None],
            splits: Default::default(),
            counts: Vec::new(),
            unknown: [0; 3],
            distinct: [0; 2],
        })
    }

    /// The same with a lower limit of memory.
    pub fn with_memory_limit(mut self, bytes: u64) -> Self {
        self.limit = bytes;
        self
    }

    /// The same for a text that is only surveyed: one word is enough.
    pub fn for_measuring(mut self) -> Self {
        self.least = 1;
        self
    }

    /// Announces how much text will follow, so that a text that is too large is refused before it is read, and progress has a total.
    /// Fewer bytes than will follow are allowed.
    ///
    /// # Errors
    /// More text than there is memory for.
    pub fn expect(&mut self, bytes: u64) -> Result<()> {
        check_memory(bytes, self.limit)?;
        self.expected = bytes;
        Ok(())
    }

    /// Adds a chunk to a part's text. The chunks of a part are pushed one after another.
    ///
    /// # Errors
    /// More text than there is memory for.
    ///
    /// # Panics
    /// After [`seal`](Self::seal).
    pub fn push(&mut self, part: Part, bytes: &[u8]) -> Result<()> {
        assert!(!self.sealed, "push after seal");
        if bytes.is_empty() {
            return Ok(());
        }
        check_memory(self.pushed + bytes.len() as u64, self.limit)?;
        self.pushed += bytes.len() as u64;
        while self.pushed > self.asked {
            self.asked += TRIED;
            memory::ask(reason::this_text(), &[memory_estimate(TRIED)])?;
        }
        self.queue.push_back((part, bytes.to_vec()));
        Ok(())
    }

    /// Says that the text is complete.
    pub fn seal(&mut self) {
        self.sealed = true;
    }

    /// Does a part of the work: about `budget` bytes of text, or what takes as long in another phase, so that a caller can choose its
    /// budget by the time of the last call. After an error the builder cannot be used.
    ///
    /// # Errors
    /// A text that is not UTF-8, or from which no corpus can be made.
    pub fn advance(&mut self, budget: usize) -> Result<ReadProgress> {
        let budget = budget.max(CHOOSING);
        match std::mem::replace(&mut self.phase, Phase::Reading) {
            Phase::Reading => self.read_some(budget)?,
            Phase::Shuffling(shuffle) => self.shuffle_some(shuffle, budget)?,
            Phase::Counting { at } => self.count_some(at, budget)?,
            Phase::Choosing { at, best } => self.choose_some(at, budget / CHOOSING, best)?,
            Phase::Listing { at, listing, ids, best } => {
                self.list_some(at, budget / CHOOSING, listing, ids, best)?;
            }
            Phase::Replacing { at, ids, vocabulary } => self.replace_some(at, budget, ids, vocabulary)?,
            done @ Phase::Done { .. } => self.phase = done,
        }
        Ok(self.progress())
    }

    /// How far the work is: reading counts half, counting and replacing a quarter each.
    pub fn progress(&self) -> ReadProgress {
        let all = self.pushed.max(self.expected).max(1);
        let total = 4 * all;
        let share = |at: usize| all * at as u64 / self.ids.len().max(1) as u64;
        let done = match &self.phase {
            Phase::Reading => 2 * self.read,
            Phase::Shuffling(_) => 2 * all,
            Phase::Counting { at } => 2 * all + share(*at),
            Phase::Choosing { .. } | Phase::Listing { .. } => 3 * all,
            Phase::Replacing { at, .. } => 3 * all + share(*at),
            Phase::Done { .. } => total,
        };
        // ReadProgress reaches the total only at the end.
        let done = if matches!(self.phase, Phase::Done { .. }) { total } else { done.min(total - 1) };
        ReadProgress { done, total }
    }

    /// Does the rest of the work, and returns the corpus.
    ///
    /// # Errors
    /// As [`advance`](Self::advance).
    pub fn finish(mut self) -> Result<Corpus> {
        self.seal();
        loop {
            let ReadProgress { done, total } = self.advance(usize::MAX)?;
            if done == total {
                break;
            }
        }
        let Phase::Done { vocabulary } = self.phase else { unreachable!("all is done") };
        let ids = Arc::new(self.ids);
        let boundary = vocabulary.boundary();
        let mut unknown = self.unknown.into_iter();
        let [train, validation, test] = self.splits.map(|read| TokenStream {
            ids: Arc::clone(&ids),
            range: read.range,
            boundary,
            starts: read.starts,
            skip: read.skip,
            sentences: read.sentences,
            unknown: unknown.next().unwrap_or_default(),
        });
        let Builder { options, counts, folded, distinct, .. } = self;
        Ok(Corpus { options, vocabulary, counts, train, validation, test, folded, distinct })
    }

    fn read_some(&mut self, mut budget: usize) -> Result<()> {
        while budget > 0 {
            let Some((part, bytes)) = self.queue.pop_front() else { break };
            if self.current.as_ref().is_none_or(|(current, _)| *current != part) {
                self.end_part()?;
                self.start_part(part)?;
            }
            let end = bytes.len().min(self.taken.saturating_add(budget));
            budget -= end - self.taken;
            self.read += (end - self.taken) as u64;
            if let Some((_, decoder)) = &mut self.current {
                let ready = decoder.push(&bytes[self.taken..end])?;
                self.add(&ready)?;
            }
            self.taken = end;
            if end < bytes.len() {
                self.queue.push_front((part, bytes));
            } else {
                self.taken = 0;
            }
        }
        if self.queue.is_empty() && self.sealed {
            self.end_part()?;
            self.order()?;
        }
        Ok(())
    }

    fn start_part(&mut self, part: Part) -> Result<()> {
        let taken = match part {
            Part::Whole => self.whole.is_some() || self.parts.iter().any(Option::is_some),
            Part::Only(split) => self.whole.is_some() || self.parts[split as usize].is_some(),
        };
        if taken {
            return Err(Error::State(reason::one_text()));
        }
        let read = Read { range: self.ids.len()..self.ids.len(), ..Default::default() };
        *self.slot(part) = Some(read);
        self.line = (self.ids.len(), false);
        self.current = Some((part, Decoder::new((&self.options).into())));
        let rule = self.options.sentences;
        self.cutter = rule.flow().then(|| Cutter::new(rule));
        Ok(())
    }

    fn slot(&mut self, part: Part) -> &mut Option<Read> {
        match part {
            Part::Whole => &mut self.whole,
            Part::Only(split) => &mut self.parts[split as usize],
        }
    }

    fn end_part(&mut self) -> Result<()> {
        let Some((part, decoder)) = &mut self.current else { return Ok(()) };
        let part = *part;
        let rest = decoder.finish()?;
        self.folded += decoder.folded();
        self.add(&rest)?;
        if let Some(mut cutter) = self.cutter.take() {
            self.add_pieces(cutter.finish())?;
        }
        if self.options.sentences.any() {
            self.end_line();
        }
        self.current = None;
        let end = self.ids.len();
        if let Some(read) = self.slot(part) {
            read.range.end = end;
        }
        Ok(())
    }

    fn add(&mut self, text: &str) -> Result<()> {
        if let Some(cutter) = &mut self.cutter {
            let pieces = cutter.push(text);
            return self.add_pieces(pieces);
        }
        if !self.options.sentences.any() {
            return self.add_tokens(text);
        }
        let mut lines = text.split('\n');
        self.add_tokens(lines.next().unwrap_or_default())?;
        for line in lines {
            self.end_line();
            self.add_tokens(line)?;
        }
        Ok(())
    }

    fn add_pieces(&mut self, pieces: Vec<Piece>) -> Result<()> {
        for (text, ends) in pieces {
            self.add_tokens(&text)?;
            if ends {
                self.end_line();
            }
        }
        Ok(())
    }

    fn add_tokens(&mut self, text: &str) -> Result<()> {
        let CorpusOptions { unit, sentences, .. } = self.options;
        for token in segment::tokens(text, unit) {
            if token.len() > segment::LONGEST_TOKEN {
                return Err(segment::too_long());
            }
            if unit == Unit::Space && token == BOUNDARY && sentences.any() {
                self.end_line();
                continue;
            }
            self.line.1 = self.line.1 || !segment::is_blank(token);
            let id = self.interner.intern(token);
            self.ids.push(id + 1);
        }
        Ok(())
    }

    /// A line is a sentence, unless it is blank.
    fn end_line(&mut self) {
        let (start, spoken) = self.line;
        if spoken {
            self.ids.push(END);
            let part = self.current.as_ref().map(|(part, _)| *part);
            if let Some(read) = part.and_then(|part| self.slot(part).as_mut()) {
                if read.sentences % STRIDE == 0 {
                    read.starts.push(start);
                }
                read.sentences += 1;
            }
        } else {
            self.ids.truncate(start);
        }
        self.line = (self.ids.len(), false);
    }

    /// Continues after reading: a text that is shuffled is sorted into its order first.
    fn order(&mut self) -> Result<()> {
        let (Some(seed), Some(read)) = (self.options.shuffle, &self.whole) else { return self.cut() };
        let read = read.clone();
        let block = (!self.options.sentences.any()).then(|| block(read.range.len()));
        self.phase = Phase::Shuffling(Box::new(Shuffle {
            rng: Rng::new(seed, Stream::Split),
            starts: Blocks::default(),
            finding: read.range.start,
            drawn: 0,
            copied: 0,
            ids: Blocks::default(),
            inside: 0,
            block,
            strides: Vec::new(),
            read,
        }));
        Ok(())
    }

    /// Finds where each sentence starts, draws their order, and copies them. A token, a draw and a copied token are one unit of work each.
    fn shuffle_some(&mut self, mut shuffle: Box<Shuffle>, mut budget: usize) -> Result<()> {
        let Shuffle { read, rng, starts, finding, drawn, copied, ids, inside, block, strides } =
            &mut *shuffle;
        let Range { start, end } = read.range;
        while *finding < end && budget > 0 {
            let begins = match *block {
                Some(block) => (*finding - start).is_multiple_of(block),
                None => *finding == start || self.ids.get(*finding - 1) == END,
            };
            if begins {
                starts.push(*finding as u32);
            }
            *finding += 1;
            budget -= 1;
        }
        let all = starts.len();
        while *finding == end && *drawn < all && budget > 0 {
            let other = *drawn + rng.below((all - *drawn) as u32) as usize;
            let (one, two) = (starts.get(*drawn), starts.get(other));
            starts.set(*drawn, two);
            starts.set(other, one);
            *drawn += 1;
            budget -= 1;
        }
        while *finding == end && *drawn == all && *copied < all && budget > 0 {
            let first = starts.get(*copied) as usize;
            if *inside == 0 && copied.is_multiple_of(STRIDE) && block.is_none() {
                strides.push(start + ids.len());
            }
            let id = self.ids.get(first + *inside);
            ids.push(id);
            *inside += 1;
            budget -= 1;
            let over = match *block {
                Some(block) => *inside == block || first + *inside == end,
                None => id == END,
            };
            if over {
                *inside = 0;
                *copied += 1;
            }
        }
        if *finding < end || *copied < all {
            self.phase = Phase::Shuffling(shuffle);
            return Ok(());
        }
        // A whole text is the only part, so the builder takes its tokens.
        self.ids = std::mem::take(ids);
        self.whole = Some(Read { starts: std::mem::take(strides), ..read.clone() });
        self.cut()
    }

    /// The ranges of the splits.
    fn cut(&mut self) -> Result<()> {
        let sentences = self.options.sentences.any();
        let mut fractions = self.options.split;
        let whole = self.whole.is_some();
        self.splits = match self.whole.take() {
            None => {
                fractions = [1.0, 0.0, 0.0]; // only the training text must not be empty
                std::mem::take(&mut self.parts).map(Option::unwrap_or_default)
            }
            Some(read) => {
                let units = if sentences { read.sentences } else { read.range.len() };
                refuse_small(self.words(&read.range), self.least, units, sentences, &fractions, false)?;
                let counts = share(units, &fractions);
                if sentences { by_sentence(&self.ids, &read, counts) } else { by_position(&read, counts) }
            }
        };
        let train = self.splits[0].clone();
        let units = if sentences { train.sentences } else { train.range.len() };
        // The text may have enough although the training split does not.
        let only = [fractions[0], 0.0, 0.0];
        refuse_small(self.words(&train.range), self.least, units, sentences, &only, whole)?;
        self.counts = vec![0; self.interner.len() + 1];
        self.phase = Phase::Counting { at: self.splits[0].range.start };
        Ok(())
    }

    /// Tokens of a range, counted up to two.
    fn words(&self, range: &Range<usize>) -> usize {
        range.clone().filter(|&at| self.ids.get(at) != END).take(2).count()
    }

    fn count_some(&mut self, at: usize, budget: usize) -> Result<()> {
        let end = self.splits[0].range.end;
        let stop = at.saturating_add(budget).min(end);
        for at in at..stop {
            self.counts[self.ids.get(at) as usize] += 1;
        }
        self.phase = if stop < end {
            Phase::Counting { at: stop }
        } else if let Some(given) = &self.options.vocabulary {
            let listing =
                VocabularyListing::new(&self.options, |token| given.iter().any(|other| other == token));
            self.listing(listing, None)
        } else {
            Phase::Choosing { at: 0, best: Vec::new() }
        };
        Ok(())
    }

    /// Keeps the most frequent of the next tokens. When all tokens were visited, those kept are the vocabulary.
    fn choose_some(&mut self, at: u32, budget: usize, mut best: Vec<u32>) -> Result<()> {
        let specials = usize::from(self.options.sentences.any()) + usize::from(self.options.unknown);
        let room = self.options.maximum_vocabulary as usize - specials;
        let all = self.interner.len() as u32;
        let stop = at.saturating_add(u32::try_from(budget).unwrap_or(u32::MAX)).min(all);
        let counts = &self.counts;
        let count = |i: u32| counts[i as usize + 1];
        // UTF-8 sorts as its code points do.
        let interner = &self.interner;
        let order =
            |a: u32, b: u32| count(b).cmp(&count(a)).then_with(|| interner.text(a).cmp(interner.text(b)));
        let mut sorted = false;
        if best.len() > room {
            rank(&mut best, &order);
            best.truncate(room);
            sorted = true;
        }
        for i in at..stop {
            self.distinct[0] += u32::from(self.counts[i as usize + 1] > 0);
            self.distinct[1] += u32::from(self.counts[i as usize + 1] >= self.options.minimum_count);
            // When that many more were pushed, the first `room` are sorted; the rest are no candidates.
            let behind = sorted && order(i, best[room - 1]) == Ordering::Greater;
            if behind || count(i) < self.options.minimum_count || self.is_special(i) {
                continue;
            }
            best.push(i);
            if best.len() == 2 * room {
                rank(&mut best, &order);
                best.truncate(room);
                sorted = true;
            }
        }
        self.phase = if stop < all {
            Phase::Choosing { at: stop, best }
        } else {
            rank(&mut best, &order);
            best.truncate(room);
            let interner = &self.interner;
            let listing = VocabularyListing::new(&self.options, |token| {
                best.iter().any(|&i| interner.text(i) == token)
            });
            self.listing(listing, Some(best))
        };
        Ok(())
    }

    /// Whether a token of the text is a special token with an id of its own.
    fn is_special(&self, i: u32) -> bool {
        self.options.unit == Unit::Space && self.options.unknown && self.interner.text(i) == UNKNOWN
    }

    /// Begins to list the vocabulary: the best tokens, or those that were given.
    fn listing(&self, listing: VocabularyListing, best: Option<Vec<u32>>) -> Phase {
        Phase::Listing { at: 0, listing, ids: vec![NONE; self.interner.len() + 1], best }
    }

    fn list_some(
        &mut self,
        at: usize,
        budget: usize,
        mut listing: VocabularyListing,
        mut ids: Vec<u32>,
        best: Option<Vec<u32>>,
    ) -> Result<()> {
        let interner = &self.interner;
        let given = self.options.vocabulary.as_deref().unwrap_or_default();
        let length = best.as_ref().map_or(given.len(), Vec::len);
        let stop = at.saturating_add(budget).min(length);
        for at in at..stop {
            let (token, number) = match &best {
                Some(best) => (interner.text(best[at]), Some(best[at])),
                None => (given[at].as_str(), interner.find(&given[at])),
            };
            let id = listing.push(token)?;
            if let Some(number) = number {
                ids[number as usize + 1] = id;
            }
        }
        self.phase = if stop < length {
            Phase::Listing { at: stop, listing, ids, best }
        } else {
            let vocabulary = listing.finish(&self.options)?;
            ids[END as usize] = vocabulary.boundary().unwrap_or(NONE);
            for special in [BOUNDARY, UNKNOWN] {
                if let (Some(number), Some(id)) = (interner.find(special), vocabulary.id(special)) {
                    ids[number as usize + 1] = id;
                }
            }
            self.counts = vec![0; vocabulary.len()];
            Phase::Replacing { at: 0, ids, vocabulary }
        };
        Ok(())
    }

    fn replace_some(
        &mut self,
        at: usize,
        budget: usize,
        ids: Vec<u32>,
        vocabulary: Vocabulary,
    ) -> Result<()> {
        let stop = at.saturating_add(budget).min(self.ids.len());
        for at in at..stop {
            let number = self.ids.get(at);
            let id = match ids[number as usize] {
                NONE => {
                    vocabulary.unknown().ok_or_else(|| vocabulary.outside(self.interner.text(number - 1)))?
                }
                id => id,
            };
            self.ids.set(at, id);
            let split = self.splits.iter().position(|split| split.range.contains(&at));
            if split == Some(Split::Train as usize) {
                self.counts[id as usize] += 1;
            }
            if let Some(split) = split.filter(|_| Some(id) == vocabulary.unknown()) {
                self.unknown[split] += 1;
            }
        }
        self.phase = if stop < self.ids.len() {
            Phase::Replacing { at: stop, ids, vocabulary }
        } else {
            Phase::Done { vocabulary }
        };
        Ok(())
    }
}

/// No id of the vocabulary: what a number has that no token of it has.
const NONE: u32 = u32::MAX;

/// The error for a text, or a training split, that has less than a corpus needs. `units` are sentences, or tokens of a stream.
fn refuse_small(
    words: usize,
    least: usize,
    units: usize,
    sentences: bool,
    fractions: &[f64; 3],
    training: bool,
) -> Result<()> {
    let splits = fractions.iter().filter(|&&f| f > 0.0).count();
    Err(Error::Text(match words {
        0 if training => reason::empty_training(),
        0 => reason::empty_text(),
        1 if least > 1 && training => reason::one_training_word(),
        1 if least > 1 => reason::one_word(),
        _ if sentences && units < splits && units == 1 => reason::one_sentence(splits),
        _ if sentences && units < splits => reason::few_sentences(units, splits),
        _ if !sentences && units < least * splits => reason::few_tokens(units, splits),
        _ => return Ok(()),
    }))
}

/// How many of `units` each split gets: its fraction, rounded, but at least one if the fraction is above 0. Training gets the rest.
fn share(units: usize, fractions: &[f64; 3]) -> [usize; 3] {
    let of = |fraction: f64| match fraction {
        0.0 => 0,
        _ => (libm::round(units as f64 * fraction) as usize).max(1),
    };
    let (mut validation, mut test) = (of(fractions[1]), of(fractions[2]));
    while validation + test >= units {
        // This happens only with very few sentences and a tiny training fraction.
        let larger = if validation >= test { &mut validation } else { &mut test };
        *larger -= 1;
    }
    [units - validation - test, validation, test]
}

fn by_position(read: &Read, counts: [usize; 3]) -> [Read; 3] {
    let mut start = read.range.start;
    counts.map(|count| {
        let range = start..start + count;
        start = range.end;
        Read { range, ..Default::default() }
    })
}

fn by_sentence(ids: &Blocks, read: &Read, counts: [usize; 3]) -> [Read; 3] {
    let mut first = 0;
    counts.map(|sentences| {
        let end = first + sentences;
        let range = sentence_start(ids, read, first)..sentence_start(ids, read, end);
        let strides = first / STRIDE..end.div_ceil(STRIDE).min(read.starts.len());
        let starts = read.starts.get(strides).map(<[usize]>::to_vec).unwrap_or_default();
        let skip = first % STRIDE;
        first = end;
        Read { range, sentences, starts, skip }
    })
}

/// Where a sentence starts; after the last one, the end of the part.
fn sentence_start(ids: &Blocks, read: &Read, sentence: usize) -> usize {
    if sentence >= read.sentences {
        return read.range.end;
    }
    let mut at = read.starts[sentence / STRIDE];
    for _ in 0..sentence % STRIDE {
        while ids.get(at) != END {
            at += 1;
        }
        at += 1;
    }
    at
}
