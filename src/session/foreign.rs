//! A network that another program saved. The reader says which of the file's tensors is which, and what the words are; the sizes
//! follow from the shapes; the rest is assumed, and each assumption is reported.

use serde::Deserialize;

use super::copies::Copying;
use super::numbers::Goal;
use super::saved::Saving;
use super::{Loading, ModelOptions, Session};
use crate::checkpoint::{Bytes, File, Precision, Sink};
use crate::error::{Error, Result};
use crate::model::{Config, Dims, Tensor};
use crate::reason::{self, Reason, short};
use crate::text::{BOUNDARY, Sentences, UNKNOWN};
use crate::work::{Progress, Work, complete};

/// One of the file's tensors.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct NamedTensor {
    /// Its name in the file.
    pub name: String,
    /// E as |V| x d, W as n·d x H, U as H x |V|. If absent, the shape decides.
    pub transposed: Option<bool>,
}

/// Which tensor of the file is which.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
#[expect(non_snake_case, reason = "the parameters' own names")]
pub struct NamedTensors {
    /// The embeddings.
    pub E: Option<NamedTensor>,
    /// The hidden layer's weights.
    pub W: Option<NamedTensor>,
    /// The output layer's weights.
    pub U: Option<NamedTensor>,
    /// The hidden layer's bias, if there is one.
    pub b: Option<NamedTensor>,
    /// The output layer's bias, if there is one.
    pub c: Option<NamedTensor>,
}

/// What the reader says about the file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Foreign {
    /// Which tensor is which.
    pub tensors: NamedTensors,
    /// The vocabulary by id, the activation, how a text is cut. The sizes follow from the shapes.
    pub options: ModelOptions,
}

/// What the file holds, as the reader says and as its shapes say.
pub(super) struct Read<'a> {
    /// The options with every size.
    pub options: ModelOptions,
    /// The network.
    pub config: Config,
    /// The tensors that hold its parameters, by their names and shapes in the file.
    pub tensors: Vec<(&'a str, Vec<usize>, Goal)>,
    /// What was assumed.
    pub assumed: Vec<Reason>,
}

impl Foreign {
    pub(super) fn read(&self, file: &File<'_>) -> Result<Read<'_>> {
        let NamedTensors { E, W, U, b, c } = &self.tensors;
        let Some(vocabulary) = &self.options.vocabulary else {
            return Err(Error::value("vocabulary", "absent", reason::token_list()));
        };
        let mut assumed = Vec::new();
        let words = vocabulary.len() as u64;
        let e = Matrix::find(file, "E", E.as_ref())?;
        let ([d, _], e_turned) = e.sides(
            |[_, columns]| columns == words,
            |name, has| reason::embedding_shape(name, has, words),
            &mut assumed,
        )?;
        let u = Matrix::find(file, "U", U.as_ref())?;
        let ([_, hidden], u_turned) = u.sides(
            |[rows, _]| rows == words,
            |name, has| reason::output_shape(name, has, words),
            &mut assumed,
        )?;
        let w = Matrix::find(file, "W", W.as_ref())?;
        let fits = |[rows, columns]: [u64; 2]| rows == hidden && d > 0 && columns.is_multiple_of(d);
        let ([_, input], w_turned) =
            w.sides(fits, |name, has| reason::hidden_shape(name, has, hidden, d), &mut assumed)?;

        let bias = b.is_some() || c.is_some();
        if self.options.activation.is_none() {
            assumed.push(reason::assumed_tanh());
        }
        let has = |token: &str| vocabulary.iter().any(|other| other == token);
        let mut decide =
            |token: &'static str, yes: fn(&'static str) -> Reason, no: fn(&'static str) -> Reason| {
                let there = has(token);
                assumed.push(if there { yes(token) } else { no(token) });
                there
            };
        let sentences = self.options.sentences.unwrap_or_else(|| {
            match decide(BOUNDARY, reason::assumed_lines, reason::assumed_stream) {
                true => Sentences::Line,
                false => Sentences::None,
            }
        });
        let unknown = self
            .options
            .unknown
            .unwrap_or_else(|| decide(UNKNOWN, reason::assumed_open, reason::assumed_closed));

        let options = ModelOptions {
            corpus: None,
            context: Some((input / d) as f64),
            embedding: Some(d as f64),
            hidden: Some(hidden as f64),
            bias: Some(bias),
            sentences: Some(sentences),
            unknown: Some(unknown),
            ..self.options.clone()
        };
        let network = options.checked(Default::default())?.network;
        let config =
            Config { dims: Dims { vocabulary: vocabulary.len(), ..network.dims }, ..network }.checked()?;
        config.ask(reason::this_model(), 3)?;
        let matrices = [(Tensor::E, &e, e_turned), (Tensor::W, &w, w_turned), (Tensor::U, &u, u_turned)];
        let mut tensors: Vec<_> = matrices
            .into_iter()
            .map(|(tensor, matrix, turned)| {
                let shape = matrix.shape.map(|side| side as usize).to_vec();
                (matrix.name, shape, Goal::Parameter { tensor, turned })
            })
            .collect();
        for (tensor, named) in [(Tensor::b, b), (Tensor::c, c)] {
            match named {
                Some(NamedTensor { name, .. }) => {
                    let goal = Goal::Parameter { tensor, turned: false };
                    tensors.push((name, tensor.shape(&config), goal));
                }
                None if bias => assumed.push(reason::assumed_zero(tensor.name())),
                None => {}
            }
        }
        if !bias {
            assumed.push(reason::assumed_unbiased());
        }
        Ok(Read { options, config, tensors, assumed })
    }
}

/// A file of another program that becomes one of ours: its header then holds all that the reader said about it.
#[derive(Debug)]
pub struct Converting<'a, S> {
    assumed: Vec<Reason>,
    /// How far the loading is; it stays once all is loaded.
    loaded: Progress,
    stage: Stage<'a, S>,
}

#[derive(Debug)]
enum Stage<'a, S> {
    Loading(Option<Box<(Loading<'a>, S)>>),
    Saving { model: Box<Session>, saving: Saving<S> },
}

impl<'a, S: Sink> Converting<'a, S> {
    /// Begins to write what these bytes hold into `sink`.
    ///
    /// # Errors
    /// As [`Loading::foreign`].
    pub fn new(bytes: impl Bytes + 'a, told: Foreign, sink: S) -> Result<Self> {
        let loading = Loading::foreign(bytes, told, None)?;
        let (assumed, loaded) = (Vec::new(), Progress::of(0, 1));
        Ok(Converting { assumed, loaded, stage: Stage::Loading(Some(Box::new((loading, sink)))) })
    }
}

impl<S: Sink> Work<()> for Converting<'_, S> {
    /// The file, and what was assumed.
    type Output = (S, Vec<Reason>);

    fn advance(&mut self, on: &mut (), budget: u64) -> Result<Progress> {
        let saved = match &mut self.stage {
            Stage::Loading(under_way) => {
                if let Some(loading) = under_way {
                    self.loaded = loading.0.advance(on, budget)?;
                }
                if self.loaded.is_complete()
                    && let Some(loaded) = under_way.take()
                {
                    let (loading, sink) = *loaded;
                    self.assumed = loading.assumed().to_vec();
                    let model = Box::new(loading.finish()?);
                    let saving = Saving::new(&model, Precision::Full, sink);
                    self.stage = Stage::Saving { model, saving };
                }
                0
            }
            Stage::Saving { model, saving } => saving.piece(model, budget).part_of(self.loaded.total),
        };
        Ok(Progress::of(self.loaded.done + saved, 2 * self.loaded.total))
    }

    fn finish(mut self, on: &mut ()) -> Result<Self::Output> {
        complete(&mut self, on)?;
        let Stage::Saving { model, saving } = self.stage else { unreachable!("all is loaded") };
        Ok((saving.output(&model), self.assumed))
    }
}

/// A tensor with two axes, as it is in the file.
struct Matrix<'a, 'f> {
    file: &'f File<'f>,
    letter: &'static str,
    name: &'a str,
    shape: [u64; 2],
    transposed: Option<bool>,
}

impl<'a, 'f> Matrix<'a, 'f> {
    fn find(file: &'f File<'f>, letter: &'static str, named: Option<&'a NamedTensor>) -> Result<Self> {
        let Some(NamedTensor { name, transposed }) = named else {
            return Err(file.refused(reason::tensor_unnamed(letter)));
        };
        let shape = file.shape(name)?;
        let shape = <[u64; 2]>::try_from(shape)
            .map_err(|_| file.refused(reason::tensor_no_matrix(short(name), shape, letter)))?;
        Ok(Matrix { file, letter, name, shape, transposed: *transposed })
    }

    /// Rows and columns as in the network, and whether the file has them transposed.
    fn sides(
        &self,
        fits: impl Fn([u64; 2]) -> bool,
        wrong: impl Fn(String, &[u64]) -> Reason,
        assumed: &mut Vec<Reason>,
    ) -> Result<([u64; 2], bool)> {
        let Matrix { file, letter, name, shape: [rows, columns], transposed } = *self;
        let (plain, turned) = (fits([rows, columns]), fits([columns, rows]));
        let turned = match transposed {
            Some(false) if plain => false,
            Some(true) if turned => true,
            None if plain => {
                if turned {
                    assumed.push(reason::assumed_plain(letter));
                }
                false
            }
            None if turned => {
                assumed.push(reason::assumed_transposed(letter, rows, columns));
                true
            }
            _ => {
                return Err(file.refused(wrong(short(name), &[rows, columns])));
            }
        };
        Ok((if turned { [columns, rows] } else { [rows, columns] }, turned))
    }
}

#[cfg(test)]
mod tests {
    use crate::session::{CorpusSource, Loading, ModelOptions, Session, Words};

    use super::*;

    fn model(bias: bool) -> Session {
        let corpus = CorpusSource::Text { text: "the hen eats corn\nthe cow eats grass\n".repeat(5) };
        Session::create(ModelOptions {
            corpus: Some(corpus),
            embedding: Some(3.0),
            hidden: Some(7.0),
            context: Some(2.0),
            bias: Some(bias),
            ..Default::default()
        })
        .expect("a model")
    }

    /// A file as another library writes it: without our metadata, E word by word, W as a left factor.
    fn foreign(session: &Session, dtype: safetensors::Dtype) -> Vec<u8> {
        let mut tensors = Vec::new();
        for shown in session.parameters() {
            let (mut shape, mut data) = (shown.shape.clone(), shown.data.clone());
            if [Tensor::E, Tensor::W].contains(&shown.tensor) {
                let (rows, columns) = (shape[0], shape[1]);
                data = (0..columns)
                    .flat_map(|j| (0..rows).map(move |i| (i, j)))
                    .map(|(i, j)| shown.data[i * columns + j])
                    .collect();
                shape.reverse();
            }
            let bytes: Vec<u8> = match dtype {
                safetensors::Dtype::F64 => data.iter().flat_map(|&x| f64::from(x).to_le_bytes()).collect(),
                _ => data.iter().flat_map(|x| x.to_le_bytes()).collect(),
            };
            tensors.push((format!("layer.{}", shown.tensor.name()), shape, bytes));
        }
        let views = tensors.iter().map(|(name, shape, bytes)| {
            (name, safetensors::tensor::TensorView::new(dtype, shape.clone(), bytes).expect("fits"))
        });
        safetensors::serialize(views, None).expect("written")
    }

    fn told(session: &Session, transposed: Option<bool>) -> Foreign {
        let named = |name: &str| Some(NamedTensor { name: format!("layer.{name}"), transposed: None });
        let turned = |name: &str| Some(NamedTensor { transposed, ..named(name).expect("named") });
        let bias = session.config().bias;
        Foreign {
            tensors: NamedTensors {
                E: turned("E"),
                W: turned("W"),
                U: named("U"),
                b: named("b").filter(|_| bias),
                c: named("c").filter(|_| bias),
            },
            options: ModelOptions {
                vocabulary: Some(session.vocabulary().tokens().map(str::to_owned).collect()),
                ..Default::default()
            },
        }
    }

    /// A file whose header is read.
    fn opened(bytes: &[u8], told: Foreign) -> Result<Loading<'_>> {
        let mut loading = Loading::foreign(bytes, told, None)?;
        complete(&mut loading, &mut ())?;
        Ok(loading)
    }

    #[test]
    fn a_file_of_another_program_predicts_the_same() {
        for bias in [false, true] {
            let mut ours = model(bias);
            for (dtype, transposed) in
                [(safetensors::Dtype::F32, Some(true)), (safetensors::Dtype::F64, None)]
            {
                let bytes = foreign(&ours, dtype);
                let refused = Session::load(&bytes, None).expect_err("nothing says what it is");
                let Error::File { tensors, .. } = &refused else { panic!("{refused}") };
                assert!(tensors.iter().any(|t| t.name == "layer.U" && t.shape == [8, 7]), "{tensors:?}");
                let loading = opened(&bytes, told(&ours, transposed)).expect("it opens");
                assert!(loading.assumed().contains(&reason::assumed_tanh()), "{:?}", loading.assumed());
                let mut theirs = loading.finish().expect("a model");
                assert_eq!(theirs.config(), ours.config());
                let context = Words::from("the hen");
                assert_eq!(theirs.predict(&context), ours.predict(&context));
                // Saved here, it is a file of our own.
                assert_eq!(
                    Session::load(&theirs.save(), None).expect("ours").parameters(),
                    ours.parameters()
                );
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_said() {
        let ours = model(true);
        let bytes = foreign(&ours, safetensors::Dtype::F32);
        let refused = |change: &dyn Fn(&mut Foreign)| {
            let mut foreign = told(&ours, None);
            change(&mut foreign);
            opened(&bytes, foreign).expect_err("refused").to_string()
        };
        for (says, change) in [
            (
                "say which of the file's tensors is W",
                &(|f: &mut Foreign| f.tensors.W = None) as &dyn Fn(&mut Foreign),
            ),
            ("the file has no tensor layer.X", &|f| {
                f.tensors.U.as_mut().expect("there").name = "layer.X".into()
            }),
            ("vocabulary is absent", &|f| f.options.vocabulary = None),
            ("E must be d x 7: the vocabulary has 7 tokens", &|f| {
                f.options.vocabulary.as_mut().expect("there").pop();
            }),
            ("E must be d x 8", &|f| f.tensors.E.as_mut().expect("there").transposed = Some(false)),
            ("E must be a matrix", &|f| f.tensors.E.as_mut().expect("there").name = "layer.b".into()),
            ("it must be [7]", &|f| f.tensors.b.as_mut().expect("there").name = "layer.c".into()),
        ] {
            let message = refused(change);
            assert!(message.contains(says), "{message}");
        }
    }

    #[test]
    fn a_file_that_asks_for_a_corpus_of_billions_is_refused() {
        let corpus = CorpusSource::Named { name: "switchboard".to_owned(), size: Some(300.0) };
        let session =
            Session::create(ModelOptions { corpus: Some(corpus), ..Default::default() }).expect("a model");
        let text = String::from_utf8_lossy(&session.save()[..2000]).into_owned();
        assert!(text.contains(r#"\"corpusSize\":300"#), "{text}");
        for size in ["4e9", "1.5", "0.0", "1e0", "-10"] {
            let mut bytes = session.save();
            let at = bytes.windows(16).position(|at| at.starts_with(br#"corpusSize\":300"#)).expect("there");
            let digits = at + br#"corpusSize\":"#.len();
            bytes[digits..digits + 3].copy_from_slice(size.as_bytes());
            let loaded = Session::load(&bytes, None).map(|_| ()).map_err(|error| error.to_string());
            match size {
                "1e0" => assert_eq!(loaded, Ok(())),
                _ => assert!(loaded.expect_err(size).contains("its corpusSize is missing or makes no sense")),
            }
        }
    }
}
