//! The look-up and the concatenation, e = [E x(t-n); ...; E x(t-1)].
//!
//! E times a one-hot vector is a column of E, so it is read, not multiplied. In memory E is |V| x d (the numbers of a word are
//! adjacent), so a context's n words become n pieces of d numbers, one after the other.
//!
//! ```text
//! e: B x n·d    contexts: B·n ids, oldest word first    E in memory: |V| x d
//! forward   e_(i·d + r) = E_(word i, r)
//! backward  dE_(w, r) = Σ of de_(i·d + r) over the positions i that read w, in the order of examples and positions
//! ```
//! A word read twice gets both gradients. Source: Bengio et al. 2003, section 2.

use super::Real;

/// e for a batch.
///
/// # Panics
/// If a word is outside E or e has another length.
pub fn forward<T: Real>(embeddings: &[T], d: usize, contexts: &[u32], e: &mut [T]) {
    assert!(e.len() == contexts.len() * d, "e has d numbers for each word");
    for (&word, piece) in contexts.iter().zip(e.chunks_exact_mut(d)) {
        piece.copy_from_slice(&embeddings[word as usize * d..][..d]);
    }
}

/// Adds de to the columns of dE that were read. `gradient` holds the columns from the word `first` on, with zeros or earlier sums.
///
/// # Panics
/// If de has another length.
pub fn backward<T: Real>(de: &[T], d: usize, contexts: &[u32], first: usize, gradient: &mut [T]) {
    assert!(de.len() == contexts.len() * d, "de has d numbers for each word");
    let words = first..first + gradient.len() / d;
    for (&word, piece) in contexts.iter().zip(de.chunks_exact(d)) {
        if !words.contains(&(word as usize)) {
            continue;
        }
        for (sum, &x) in gradient[(word as usize - first) * d..][..d].iter_mut().zip(piece) {
            *sum += x;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_read_twice_gets_both_gradients() {
        let embeddings = [0.0, 1.0, 10.0, 11.0, 20.0, 21.0];
        let mut e = [0.0; 6];
        forward(&embeddings, 2, &[2, 0, 2], &mut e);
        assert_eq!(e, [20.0, 21.0, 0.0, 1.0, 20.0, 21.0]);
        let mut gradient = [0.0; 6];
        backward(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 2, &[2, 0, 2], 0, &mut gradient);
        assert_eq!(gradient, [3.0, 4.0, 0.0, 0.0, 6.0, 8.0]);
        // In parts the same.
        let mut last = [0.0; 4];
        backward(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 2, &[2, 0, 2], 1, &mut last);
        assert_eq!(last, gradient[2..]);
    }
}
