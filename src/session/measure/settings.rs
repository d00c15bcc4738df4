//! How n-grams are made, as scripts spell it.

use serde::Deserialize;

use crate::error::Result;
use crate::ngram::{NgramOptions, Smoothing};

/// How the n-grams are made, as scripts spell it.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct NgramSettings {
    /// 3 where absent; passed over where all orders are counted.
    pub order: Option<f64>,
    /// "kneser-ney" where absent.
    pub smoothing: Option<Smoothing>,
    /// 1 where absent.
    pub k: Option<f64>,
    /// Estimated where absent.
    pub discount: Option<f64>,
}

impl NgramSettings {
    /// The options, if n-grams can be counted with them.
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
