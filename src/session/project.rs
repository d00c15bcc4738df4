//! The embeddings as points: each word a column of E.

use ndarray::ArrayView2;

use super::Session;
use crate::check;
use crate::error::{Error, Result};
use crate::measure::studies::clusters::{Clusters, clusters};
use crate::measure::studies::project::{self, Projection};
use crate::model::Tensor;

/// A word near another.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbour {
    /// The word.
    pub token: String,
    /// The cosine of the two columns of E, -1 to 1.
    pub similarity: f64,
}

impl Session {
    /// The words along the directions in which their embeddings differ most.
    ///
    /// # Errors
    /// Anything but a whole number of dimensions from 1 to d, at most [`project::MOST`].
    pub fn project(&self, dimensions: f64) -> Result<Projection> {
        let most = self.config().dims.embedding.min(project::MOST);
        let k = check::whole("dimensions", dimensions, 1, most as u64)?;
        project::project(self.embeddings(), k as usize)
    }

    /// The k words whose embeddings point most nearly the same way as this one's, fewer where there are no more.
    ///
    /// # Errors
    /// A token that is not in the vocabulary; a k that is no whole number of at least 1.
    pub fn neighbours(&self, token: &str, k: f64) -> Result<Vec<Neighbour>> {
        let vocabulary = self.vocabulary();
        let k = check::whole("k", k, 1, check::MAXIMUM_COUNT)?;
        let id = vocabulary.id(token).ok_or_else(|| {
            Error::value("token", format!("\"{token}\""), "it must be a word of model.vocabulary")
        })?;
        let found = project::neighbours(self.embeddings(), id as usize, k as usize);
        let neighbour =
            |(id, similarity)| Neighbour { token: vocabulary.token(id as u32).to_owned(), similarity };
        Ok(found.into_iter().map(neighbour).collect())
    }

    /// The words in at most k groups, as their columns of E lie together.
    ///
    /// # Errors
    /// A k that is no whole number from 2 to 12; a vocabulary of one word.
    pub fn clusters(&self, k: f64) -> Result<Clusters> {
        let k = check::whole("k", k, 2, 12)?;
        if self.vocabulary().len() < 2 {
            return Err(Error::value("k", k, "a vocabulary of one word has no groups"));
        }
        Ok(clusters(self.embeddings(), k as usize))
    }

    /// |V| x d: as E lies in memory, word by word.
    fn embeddings(&self) -> ArrayView2<'_, f32> {
        let dims = self.config().dims;
        let memory = self.raw_parameters().slice(Tensor::E);
        ArrayView2::from_shape((dims.vocabulary, dims.embedding), memory)
            .expect("E is |V| words of d numbers")
    }
}

#[cfg(test)]
mod tests {
    use crate::session::{CorpusSource, ModelOptions, Session};

    #[test]
    fn words_have_places_and_neighbours() {
        let corpus = CorpusSource::Text { text: "the hen eats corn\n".repeat(9) };
        let mut session = Session::create(ModelOptions {
            corpus: Some(corpus),
            embedding: Some(3.0),
            ..ModelOptions::default()
        })
        .expect("a model");
        let words = session.vocabulary().len();
        let found = session.project(2.0).expect("a map");
        assert_eq!((found.coordinates.dim(), found.components.dim()), ((words, 2), (2, 3)));
        // A copy of a word, twice as long, is its nearest neighbour.
        let mut e = session.parameters()[0].clone();
        let [hen, corn] = ["hen", "corn"].map(|word| session.vocabulary().id(word).expect("a word") as usize);
        for row in 0..3 {
            e.data[row * words + corn] = 2.0 * e.data[row * words + hen];
        }
        session.set_parameters(&[e]).expect("its own shape");
        let near = session.neighbours("hen", 2.0).expect("neighbours");
        assert!(near.len() == 2 && near[0].token == "corn" && near[0].similarity > 0.999_999, "{near:?}");
        for (refused, says) in [
            (session.project(4.0).err(), "dimensions is 4; it must be a whole number from 1 to 3"),
            (session.neighbours("hen", 0.0).err(), "k is 0; it must be a whole number from 1 to 4294967295"),
            (session.neighbours("cow", 1.0).err(), "token is \"cow\"; it must be a word of model.vocabulary"),
        ] {
            assert_eq!(refused.expect("refused").to_string(), says);
        }
    }
}
