//! Examples as the card reads them: tokens, and the places of the windows in them.

/// The places of the windows in the tokens: see `lookup.wgsl`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WindowPlaces {
    /// Tokens from an example's target to the next one's.
    pub stride: u32,
    /// The place of the first example's target.
    pub offset: u32,
    /// The token before which no context reads; `u32::MAX` for none.
    pub boundary: u32,
}

/// Examples as tokens: a split, or a script's own examples one after the other.
#[derive(Debug, Clone, PartialEq)]
pub struct WindowSource {
    /// All tokens.
    pub tokens: Vec<u32>,
    /// The places of the windows in them.
    pub places: WindowPlaces,
    /// How many windows there are.
    pub examples: usize,
}

impl WindowSource {
    /// A stream of tokens. Contexts have n words; with a boundary, no context reads before one.
    pub fn of_stream(tokens: Vec<u32>, n: usize, boundary: Option<u32>) -> Self {
        let offset = if boundary.is_some() { 0 } else { n };
        let examples = tokens.len().saturating_sub(offset);
        let places =
            WindowPlaces { stride: 1, offset: offset as u32, boundary: boundary.unwrap_or(u32::MAX) };
        WindowSource { tokens, places, examples }
    }

    /// A script's custom examples: B·n ids, oldest first, and B targets.
    ///
    /// # Panics
    /// If the lengths do not fit.
    pub fn of_examples(contexts: &[u32], targets: &[u32], n: usize) -> Self {
        assert_eq!(contexts.len(), targets.len() * n, "{n} words for each target");
        let rows = contexts.chunks_exact(n).zip(targets);
        let tokens = rows.flat_map(|(context, target)| context.iter().chain([target]).copied()).collect();
        let places = WindowPlaces { stride: n as u32 + 1, offset: n as u32, boundary: u32::MAX };
        WindowSource { tokens, places, examples: targets.len() }
    }
}
