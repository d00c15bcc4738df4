//! [`Primer`], as the worker calls it: small, in f64, and independent of every model.

use js_sys::{Array, Float64Array, Object};
use wasm_bindgen::prelude::*;

use super::convert::{self, JsResult, refused, shape};
use crate::error::{self, Error};
use crate::exercises::{DrawnPrimerQuestion, questions};
use crate::primer::{self, Descent, PrimerNetwork, Sheet, Sizes};
use crate::reason;

/// Both small networks of the primer with their current numbers.
#[wasm_bindgen]
#[derive(Default)]
pub struct Primer {
    inner: primer::Primer,
}

#[wasm_bindgen]
impl Primer {
    /// The networks with the numbers that the page opens with.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Primer {
        Primer::default()
    }

    /// Sets cells by name, from text. A cell whose text is wrong keeps its last good value and is reported.
    ///
    /// # Errors
    /// A network that is not one of the two, or cells that are no object.
    #[wasm_bindgen(unchecked_return_type = "(PrimerComplaint & ErrorFacts)[]")]
    pub fn edit(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "PrimerNetwork")] network: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Readonly<Record<string, string>>")] cells: JsValue,
    ) -> JsResult {
        let network = named(&network)?;
        if !cells.is_object() || Array::is_array(&cells) {
            return Err(refused(Error::value("the cells", convert::given(&cells), reason::cells())));
        }
        let cells: Vec<(String, String)> = Object::entries(cells.unchecked_ref())
            .iter()
            .map(|entry| {
                let entry: Array = entry.unchecked_into();
                (entry.get(0).as_string().unwrap_or_default(), entry.get(1).as_string().unwrap_or_default())
            })
            .collect();
        let complaints = Array::new();
        for complaint in self.inner.edit(network, &cells) {
            let object = convert::descriptor(&complaint)?;
            convert::facts(object.unchecked_ref(), complaint.error);
            complaints.push(&object);
        }
        Ok(complaints.into())
    }

    /// Sets a network to the numbers that the page opens with, or to numbers with which a yhat underflows.
    ///
    /// # Errors
    /// A network or an example that does not exist.
    pub fn example(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "PrimerNetwork")] network: JsValue,
        #[wasm_bindgen(unchecked_param_type = "string")] name: JsValue,
    ) -> JsResult<()> {
        let (network, name) = (named(&network)?, convert::text("the example", &name)?);
        match &*name {
            "first" => self.inner.reset(network),
            "underflow" => self.inner.underflow(network),
            _ => {
                return Err(refused(Error::value(
                    "the example",
                    format!("\"{name}\""),
                    reason::choice(&["first", "underflow"][..]),
                )));
            }
        }
        Ok(())
    }

    /// Every number of a network with its rule, the network's graph, and one step of gradient descent.
    ///
    /// # Errors
    /// A network that is not one of the two.
    #[wasm_bindgen(unchecked_return_type = "PrimerSheet")]
    pub fn sheet(
        &self,
        #[wasm_bindgen(unchecked_param_type = "PrimerNetwork")] network: JsValue,
    ) -> JsResult {
        let network = named(&network)?;
        let eta = self.inner.eta[network as usize];
        let (sheet, curve) = match network {
            PrimerNetwork::Classifier => {
                let (sheet, step) = self.inner.classifier.sheet(eta);
                (sheet, points(step))
            }
            PrimerNetwork::Hidden => {
                let (sheet, step) = self.inner.hidden.sheet(eta);
                (sheet, points(step))
            }
        };
        let (curve, problem, refusal) = match curve {
            Ok(curve) => (curve, JsValue::NULL, JsValue::NULL),
            Err(error) => {
                let (problem, refusal) = (error.to_string().into(), Object::new());
                convert::facts(&refusal, error);
                (Vec::new(), problem, refusal.into())
            }
        };
        Ok(shape!(
            /// Every number of a network, how each was made, and one step of gradient descent.
            PrimerSheet extends PrimerPlain (convert::descriptor::<Sheet>(&sheet)?) {
                numbers: "Float64Array" = Float64Array::from(sheet.numbers.as_slice()).into(),
                walk: "PrimerWalk" = convert::descriptor(&primer::walk(network))?,
                /// eta, loss, eta, loss ... from 0 to twice the step, evenly; the middle one is the step. Empty where it cannot be taken.
                curve: "Float64Array" = Float64Array::from(curve.as_slice()).into(),
                /// Why the step cannot be taken.
                stepProblem: "string | null" = problem,
                /// The same, as a page phrases it.
                stepRefusal: "ErrorFacts | null" = refusal,
            }
        ))
    }

    /// The questions of a seed about the current numbers, without their answers.
    ///
    /// # Errors
    /// A value that is not a seed.
    #[wasm_bindgen(unchecked_return_type = "PrimerQuestion[]")]
    pub fn questions(&self, #[wasm_bindgen(unchecked_param_type = "number")] seed: JsValue) -> JsResult {
        let posed: Vec<_> = self.asked(&seed)?.into_iter().map(DrawnPrimerQuestion::posed).collect();
        convert::descriptor(&posed)
    }

    /// Marks an answer to the question of a kind: a number as typed, or the place of an option.
    ///
    /// # Errors
    /// As [`Primer::questions`]; a kind that is not asked; an answer that is no number or no option's place.
    #[wasm_bindgen(unchecked_return_type = "ExerciseMark")]
    pub fn answer(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] seed: JsValue,
        #[wasm_bindgen(unchecked_param_type = "string")] kind: JsValue,
        #[wasm_bindgen(unchecked_param_type = "string")] given: JsValue,
    ) -> JsResult {
        let (kind, given) = (convert::text("the question", &kind)?, convert::text("the answer", &given)?);
        let asked = self.asked(&seed)?;
        let question = asked.iter().find(|question| question.kind() == kind).ok_or_else(|| {
            refused(Error::value("the question", format!("\"{kind}\""), reason::asked_question()))
        })?;
        convert::descriptor(&question.mark(&given).map_err(refused)?)
    }

    fn asked(&self, seed: &JsValue) -> JsResult<Vec<DrawnPrimerQuestion>> {
        let seed = convert::number("seed", seed)?;
        let seed = crate::check::whole("seed", seed, 0, crate::rng::MAXIMUM_SEED).map_err(refused)?;
        questions(seed, &self.inner).map_err(refused)
    }
}

/// How many numbers the full matrices of a model of these sizes would hold.
///
/// # Errors
/// A size that is no whole number from 1 to 2^32.
#[wasm_bindgen(js_name = primerSizes, unchecked_return_type = "PrimerSizes")]
pub fn primer_sizes(
    #[wasm_bindgen(unchecked_param_type = "number")] vocabulary: JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] hidden: JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] input: JsValue,
) -> JsResult {
    let whole =
        |name, value| crate::check::whole(name, convert::number(name, &value)?, 1, 1 << 32).map_err(refused);
    let sizes = Sizes::of(whole("vocabulary", vocabulary)?, whole("hidden", hidden)?, whole("input", input)?);
    // As doubles: beyond 2^53 the last digits do not matter.
    let count = |value: u64| JsValue::from_f64(value as f64);
    Ok(shape!(
        /// How many numbers each full matrix of one example would hold, and how many products the short forms take.
        PrimerSizes {
            jacobian: "number" = count(sizes.jacobian),
            dzdU: "number" = count(sizes.dz_du),
            dzdh: "number" = count(sizes.dz_dh),
            dhda: "number" = count(sizes.dh_da),
            dadW: "number" = count(sizes.da_dw),
            shortdU: "number" = count(sizes.short_du),
            shortdW: "number" = count(sizes.short_dw),
        }
    ))
}

/// The curve as pairs of eta and loss, one after the other.
fn points<M>(step: error::Result<Descent<M>>) -> error::Result<Vec<f64>> {
    step.map(|step| step.curve.into_flattened())
}

fn named(network: &JsValue) -> JsResult<PrimerNetwork> {
    let network = convert::text("the network", network)?;
    [PrimerNetwork::Classifier, PrimerNetwork::Hidden]
        .into_iter()
        .find(|&one| name(one) == network)
        .ok_or_else(|| {
            refused(Error::value(
                "the network",
                format!("\"{network}\""),
                reason::choice(&["classifier", "hidden"][..]),
            ))
        })
}

fn name(network: PrimerNetwork) -> &'static str {
    match network {
        PrimerNetwork::Classifier => "classifier",
        PrimerNetwork::Hidden => "hidden",
    }
}
