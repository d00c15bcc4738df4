//! The settings of n-gram models, as scripts spell them.

use serde::Deserialize;

use crate::error::Result;
use crate::ngram::{NgramOptions, Smoothing};

/// The settings of an n-gram model, as scripts spell them.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct NgramSettings {
    /// Default 3. Ignored where all orders are counted.
    pub order: Option<f64>,
    /// Default "kneser-ney".
    pub smoothing: Option<Smoothing>,
    /// The constant of add-k. Default 1.
    pub k: Option<f64>,
    /// The absolute discount. Default: estimated from the counts.
    pub discount: Option<f64>,
}

impl NgramSettings {
    /// The checked settings.
    ///
    /// # Errors
    /// The first value out of its range.
    pub fn checked(&self) -> Result<NgramOptions> {
        let fine = NgramOptions::default();
        let order = match self.order {
            Some(order) => {
                crate::check::whole("order", order, 1, crate::ngram::MAXIMUM_ORDER as u64)? as usize
            }
            None => fine.order,
        };
        NgramOptions {
            order,
            smoothing: self.smoothing.unwrap_or_default(),
            k: self.k.unwrap_or(fine.k),
            discount: self.discount,
        }
        .checked()
    }
}
