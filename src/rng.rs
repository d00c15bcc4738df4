//! The only source of random numbers: a seeded PCG-XSH-RR 64/32 (O'Neill 2014, <https://www.pcg-random.org>). It is written here so that
//! no upgrade of a dependency can change a stream on which a saved run depends.

/// The purpose of a generator. Each purpose has its own stream, so that sampling, evaluating and checking never change the random
/// numbers of training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub enum Stream {
    /// The parameters' first values.
    Initialisation = 1,
    /// The permutation of an epoch.
    Order = 2,
    /// Words drawn by `generate`.
    Sampling = 3,
    /// The entries that a gradient check compares.
    Check = 4,
    /// Generated text: the bundled corpora.
    Corpus = 5,
    /// Questions, games and typos.
    Exercise = 6,
    /// Windows drawn for diagnostics.
    Diagnostics = 7,
    /// The shuffle of a text's sentences before it is split.
    Split = 8,
}

/// A generator: 64 bits of state, 2^63 possible streams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rng {
    state: u64,
    increment: u64,
}

const MULTIPLIER: u64 = 6_364_136_223_846_793_005;

/// The largest seed: 2^53 - 1, the largest integer that JavaScript holds exactly.
pub const MAXIMUM_SEED: u64 = (1 << 53) - 1;

impl Rng {
    /// The generator of this seed for this purpose.
    pub fn new(seed: u64, stream: Stream) -> Self {
        Self::numbered(seed, stream, 0)
    }

    /// Generator number `number` of this seed for this purpose, for example one per epoch.
    pub fn numbered(seed: u64, stream: Stream, number: u64) -> Self {
        let increment = (splitmix((stream as u64) << 48 ^ number) << 1) | 1;
        let mut rng = Rng { state: 0, increment };
        rng.next_u32();
        rng.state = rng.state.wrapping_add(splitmix(seed));
        rng.next_u32();
        rng
    }

    /// 32 uniform bits.
    pub fn next_u32(&mut self) -> u32 {
        let old = self.state;
        self.state = old.wrapping_mul(MULTIPLIER).wrapping_add(self.increment);
        let xorshifted = (((old >> 18) ^ old) >> 27) as u32;
        xorshifted.rotate_right((old >> 59) as u32)
    }

    /// Has the effect of `count` calls of [`Rng::next_u32`], in as many rounds as `count` has bits (Brown 1994, "Random number generation
    /// with arbitrary strides").
    pub fn skip(&mut self, mut count: u64) {
        let (mut multiplier, mut increment) = (MULTIPLIER, self.increment);
        let (mut whole_multiplier, mut whole_increment) = (1u64, 0u64);
        while count > 0 {
            if count & 1 == 1 {
                whole_multiplier = whole_multiplier.wrapping_mul(multiplier);
                whole_increment = whole_increment.wrapping_mul(multiplier).wrapping_add(increment);
            }
            increment = multiplier.wrapping_add(1).wrapping_mul(increment);
            multiplier = multiplier.wrapping_mul(multiplier);
            count >>= 1;
        }
        self.state = whole_multiplier.wrapping_mul(self.state).wrapping_add(whole_increment);
    }

    /// 64 uniform bits.
    pub fn next_u64(&mut self) -> u64 {
        u64::from(self.next_u32()) << 32 | u64::from(self.next_u32())
    }

    /// Uniform in [0, 1), a multiple of 2^-24.
    pub fn unit_f32(&mut self) -> f32 {
        (self.next_u32() >> 8) as f32 * (1.0 / 16_777_216.0)
    }

    /// Uniform in [0, 1), a multiple of 2^-53.
    pub fn unit_f64(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// Uniform in [-bound, bound).
    pub fn symmetric_f32(&mut self, bound: f32) -> f32 {
        (2.0 * self.unit_f32() - 1.0) * bound
    }

    /// Uniform in 0..bound, without bias (rejection, Lemire 2019).
    ///
    /// # Panics
    /// If the bound is 0.
    pub fn below(&mut self, bound: u32) -> u32 {
        assert!(bound > 0, "below(0): there is no number below zero to draw");
        loop {
            let product = u64::from(self.next_u32()) * u64::from(bound);
            // Only products below 2^32 mod the bound are rejected, so most draws need no division.
            if product as u32 >= bound || product as u32 >= bound.wrapping_neg() % bound {
                return (product >> 32) as u32;
            }
        }
    }

    /// A uniform permutation in place (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        let mut whole = Shuffle::new(self.clone(), items.len());
        whole.advance(items, usize::MAX);
        *self = whole.rng;
    }
}

/// The same permutation as [`Rng::shuffle`], in pieces.
#[derive(Debug, Clone, PartialEq)]
pub struct Shuffle {
    rng: Rng,
    /// The items before this place are not drawn yet.
    left: usize,
}

impl Shuffle {
    /// A shuffle of this many items, with draws of this generator.
    pub fn new(rng: Rng, items: usize) -> Self {
        Shuffle { rng, left: items }
    }

    /// The generator after its draws.
    pub fn rng(&self) -> Rng {
        self.rng.clone()
    }

    /// Does up to `swaps` more swaps, and says whether it is done. The items must be the same in each call.
    pub fn advance<T>(&mut self, items: &mut [T], swaps: usize) -> bool {
        for _ in 0..swaps {
            if self.left < 2 {
                break;
            }
            self.left -= 1;
            items.swap(self.left, self.rng.below(self.left as u32 + 1) as usize);
            crate::counted::did(1);
        }
        self.left < 2
    }
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): neighbouring seeds become unrelated states.
fn splitmix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skipping_is_drawing_and_forgetting() {
        for count in [0, 1, 2, 5, 64, 1000, 4097] {
            let (mut skipped, mut drawn) = (Rng::new(3, Stream::Check), Rng::new(3, Stream::Check));
            skipped.skip(count);
            for _ in 0..count {
                drawn.next_u32();
            }
            assert_eq!(skipped, drawn, "{count}");
        }
    }

    #[test]
    fn the_step_is_pcg_xsh_rr() {
        // pcg32-demo's first outputs for seed 42, sequence 54 (the reference implementation's published check).
        let mut rng = Rng { state: 0, increment: (54 << 1) | 1 };
        rng.next_u32();
        rng.state = rng.state.wrapping_add(42);
        rng.next_u32();
        let drawn: Vec<u32> = (0..6).map(|_| rng.next_u32()).collect();
        assert_eq!(drawn, [0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e]);
    }

    #[test]
    fn purposes_and_seeds_do_not_share_a_stream() {
        let first = |seed, stream| Rng::new(seed, stream).next_u64();
        assert_ne!(first(1, Stream::Order), first(1, Stream::Sampling));
        assert_ne!(first(1, Stream::Order), first(2, Stream::Order));
        assert_eq!(first(1, Stream::Order), first(1, Stream::Order));
    }

    #[test]
    fn below_covers_its_range_evenly() {
        let mut rng = Rng::new(7, Stream::Check);
        let mut counts = [0u32; 10];
        for _ in 0..100_000 {
            counts[rng.below(10) as usize] += 1;
        }
        assert!(counts.iter().all(|&c| (9_500..10_500).contains(&c)), "{counts:?}");
    }

    #[test]
    fn shuffle_is_a_permutation() {
        let mut items: Vec<u32> = (0..1000).collect();
        Rng::new(3, Stream::Order).shuffle(&mut items);
        assert_ne!(items, (0..1000).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..1000).collect::<Vec<_>>());
    }
}
