//! The embeddings as points: each word is a column of E.

use ndarray::ArrayView2;

use super::Session;
use super::works::Ticket;
use crate::check;
use crate::error::{Error, Result};
use crate::measure::studies::clusters::{Clustering, Clusters};
use crate::measure::studies::project::{self, Nearing, Projecting, Projection};
use crate::model::Tensor;
use crate::reason;
use crate::work::{Progress, Work, complete};

/// A word near another.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbour {
    /// The word.
    pub token: String,
    /// The cosine of the two columns of E, -1 to 1.
    pub similarity: f64,
}

impl Session {
    /// Begins to project the words on the directions in which their embeddings differ most (PCA).
    ///
    /// # Errors
    /// Anything but a whole number of dimensions from 1 to d, at most [`project::MOST`]; too little memory.
    pub fn begin_project(&mut self, dimensions: f64) -> Result<Ticket<Projection>> {
        let dims = self.config().dims;
        let most = dims.embedding.min(project::MOST);
        let k = check::whole("dimensions", dimensions, 1, most as u64)?;
        let work = Projecting::new((dims.vocabulary, dims.embedding), k as usize)?;
        self.begin(Mapping(work))
    }

    /// Projects in one call.
    ///
    /// # Errors
    /// As [`Session::begin_project`].
    pub fn project(&mut self, dimensions: f64) -> Result<Projection> {
        let work = self.begin_project(dimensions)?;
        self.finish(work)
    }

    /// Begins to search for the k words whose embeddings have the largest cosine with this one's; fewer if there are no more.
    ///
    /// # Errors
    /// A token outside the vocabulary; a k that is no whole number of at least 1; too little memory.
    pub fn begin_neighbours(&mut self, token: &str, k: f64) -> Result<Ticket<Vec<Neighbour>>> {
        let vocabulary = self.vocabulary();
        let k = check::whole("k", k, 1, check::MAXIMUM_COUNT)?;
        let id = vocabulary
            .id(token)
            .ok_or_else(|| Error::value("token", format!("\"{token}\""), reason::known_word()))?;
        let k = usize::try_from(k).unwrap_or(usize::MAX);
        self.begin(Nearest(Nearing::new(self.vocabulary().len(), id as usize, k)?))
    }

    /// Finds the neighbours in one call.
    ///
    /// # Errors
    /// As [`Session::begin_neighbours`].
    pub fn neighbours(&mut self, token: &str, k: f64) -> Result<Vec<Neighbour>> {
        let work = self.begin_neighbours(token, k)?;
        self.finish(work)
    }

    /// Begins to put the words into at most k groups by their columns of E (k-means).
    ///
    /// # Errors
    /// A k that is no whole number from 2 to 12; a vocabulary of one word; too little memory.
    pub fn begin_clusters(&mut self, k: f64) -> Result<Ticket<Clusters>> {
        let k = check::whole("k", k, 2, 12)?;
        let dims = self.config().dims;
        if dims.vocabulary < 2 {
            return Err(Error::value("k", k, reason::one_word_groups()));
        }
        self.begin(Grouping(Clustering::new((dims.vocabulary, dims.embedding), k as usize)?))
    }

    /// Finds the groups in one call.
    ///
    /// # Errors
    /// As [`Session::begin_clusters`].
    pub fn clusters(&mut self, k: f64) -> Result<Clusters> {
        let work = self.begin_clusters(k)?;
        self.finish(work)
    }

    /// |V| x d: as E lies in memory, word by word.
    fn embeddings(&self) -> ArrayView2<'_, f32> {
        let dims = self.config().dims;
        let memory = self.raw_parameters().slice(Tensor::E);
        ArrayView2::from_shape((dims.vocabulary, dims.embedding), memory)
            .expect("E is |V| words of d numbers")
    }
}

/// The projection of the words.
#[derive(Debug)]
struct Mapping(Projecting);

impl Work<Session> for Mapping {
    type Output = Projection;

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        Ok(self.0.advance(on.embeddings(), budget).into())
    }

    fn finish(self, on: &mut Session) -> Result<Projection> {
        Ok(self.0.finish(on.embeddings()))
    }
}

/// The search for a word's neighbours.
#[derive(Debug)]
struct Nearest(Nearing);

impl Work<Session> for Nearest {
    type Output = Vec<Neighbour>;

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        Ok(self.0.advance(on.embeddings(), budget).into())
    }

    fn finish(mut self, on: &mut Session) -> Result<Vec<Neighbour>> {
        complete(&mut self, on)?;
        let token = |id: usize| on.vocabulary().token(id as u32).to_owned();
        let found = self.0.finish().into_iter();
        Ok(found.map(|(id, similarity)| Neighbour { token: token(id), similarity }).collect())
    }
}

/// The search for groups of words.
#[derive(Debug)]
struct Grouping(Clustering);

impl Work<Session> for Grouping {
    type Output = Clusters;

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        Ok(self.0.advance(on.embeddings(), budget).into())
    }

    fn finish(mut self, on: &mut Session) -> Result<Clusters> {
        complete(&mut self, on)?;
        Ok(self.0.finish(on.embeddings().nrows()))
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
        // A word's embedding times two is its nearest neighbour.
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
