//! The shell of the second module, which is fetched only to use a graphics card: the card, and a model on it. The model itself
//! lives in the first module; states are sent back and forth.

#[path = "../convert.rs"]
#[allow(dead_code, reason = "the page's own shell uses the rest of it")]
mod convert;

use js_sys::{Array, Reflect, Uint32Array};
use wasm_bindgen::prelude::*;

use crate::backend::Cpu;
use crate::backend::webgpu::{Asked, Card, Traced, WindowPlaces, WindowSource};
use crate::error::Error;
use crate::model::{Config, Tensor};
use crate::reason;
use crate::train::proof::{self, Proof};
use crate::train::{Accelerated, Handover, State, TrainOnOptions, TrainOptions};
use convert::{JsResult, refused};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
import type { TrainOnOptions, TrainOptions } from "../../www/client/api/index.js";
import type { Comparison, Handover, Proof, Reason, WindowSource } from "../../www/client/api/index.js";
"#;

/// Runs when the module is instantiated, so that a panic is reported on the console with its place.
#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}

/// The graphics card.
#[wasm_bindgen]
pub struct Gpu {
    card: Card,
}

#[wasm_bindgen]
impl Gpu {
    /// Finds an adapter, asks it for a device and compiles every kernel. `subgroups` says whether the device will have them.
    ///
    /// # Errors
    /// As [`Card::open`].
    pub async fn open(subgroups: bool) -> JsResult<Gpu> {
        let asked = Asked { subgroups: Some(subgroups), ..Default::default() };
        Ok(Gpu { card: Card::open(asked).await.map_err(refused)? })
    }

    /// The adapter, as far as the browser says.
    #[wasm_bindgen(getter)]
    pub fn detail(&self) -> String {
        self.card.detail.clone()
    }

    /// The first fault since the card was opened, or undefined; no result can be trusted after it.
    #[wasm_bindgen(getter)]
    pub fn fault(&self) -> Option<String> {
        self.card.fault().map(|fault| fault.to_string())
    }

    /// The same as a page phrases it.
    #[wasm_bindgen(getter, unchecked_return_type = "Reason | undefined")]
    pub fn why(&self) -> JsValue {
        self.card.fault().map_or(JsValue::UNDEFINED, |fault| convert::reason(&fault))
    }

    /// Compares one small step of a model on the card and on the CPU.
    ///
    /// # Errors
    /// A value that is not a state, or a card that was lost or has too little memory.
    #[wasm_bindgen(unchecked_return_type = "Proof")]
    pub async fn prove(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Handover")] handover: JsValue,
        contexts: Vec<u32>,
        targets: Vec<u32>,
    ) -> JsResult {
        let parameters = state(&handover)?.parameters;
        let proof = proof::prove(&self.card, &parameters, &contexts, &targets).await.map_err(refused)?;
        Ok(proof_object(&proof))
    }

    /// A model on the card with this state, for a run with this rule. A rule other than the state's clears the optimizer.
    ///
    /// # Errors
    /// A value that is not a state or a rule, or a card that was lost or has too little memory.
    pub async fn model(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Handover")] handover: JsValue,
        #[wasm_bindgen(unchecked_param_type = "\"sgd\" | \"momentum\" | \"adamw\"")] rule: JsValue,
    ) -> JsResult<GpuModel> {
        let handover = convert::handover(&handover)?;
        let seed = handover.make.seed;
        let mut state = handover.state().map_err(refused)?;
        state.optimizer.take_up(convert::options("optimizer", &rule)?, state.parameters.data.len());
        let inner = Accelerated::new(&self.card, &state, seed).await.map_err(refused)?;
        Ok(GpuModel { inner, seed })
    }
}

/// A model on the card.
#[wasm_bindgen]
pub struct GpuModel {
    inner: Accelerated,
    seed: u64,
}

#[wasm_bindgen]
impl GpuModel {
    /// How many training steps it has taken.
    #[wasm_bindgen(getter)]
    pub fn step(&self) -> f64 {
        self.inner.step() as f64
    }

    /// Copies the examples to the card.
    ///
    /// # Errors
    /// A value that is not such examples, or a card that was lost or has too little memory.
    #[wasm_bindgen(js_name = setExamples)]
    pub async fn set_examples(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "WindowSource")] source: JsValue,
    ) -> JsResult<()> {
        let number = |name: &str| -> JsResult<f64> {
            Ok(Reflect::get(&source, &name.into())?.as_f64().unwrap_or_default())
        };
        let tokens: Uint32Array = Reflect::get(&source, &"tokens".into())?.dyn_into()?;
        let places = WindowPlaces {
            stride: number("stride")? as u32,
            offset: number("offset")? as u32,
            boundary: number("boundary")? as u32,
        };
        let source = WindowSource { tokens: tokens.to_vec(), places, examples: number("examples")? as usize };
        self.inner.set_examples(&source).await.map_err(refused)
    }

    /// Begins a run over the training split. The state must have the run's rule.
    ///
    /// # Errors
    /// Options that [`TrainOptions::checked`] refuses, or a card that was lost or has too little memory.
    pub async fn begin(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Omit<TrainOptions, \"signal\" | \"onProgress\">")]
        options: JsValue,
    ) -> JsResult<()> {
        let options: TrainOptions = convert::train_options(&options)?;
        self.inner.begin(options.checked().map_err(refused)?, true).await.map_err(refused)
    }

    /// Begins a run over a script's custom examples, and returns how many steps it has.
    ///
    /// # Errors
    /// Options that [`TrainOnOptions::checked`] refuses, or a card that was lost or has too little memory.
    #[wasm_bindgen(js_name = beginOn)]
    pub async fn begin_on(
        &mut self,
        examples: f64,
        #[wasm_bindgen(unchecked_param_type = "Omit<TrainOnOptions, \"contexts\" | \"targets\">")]
        options: JsValue,
    ) -> JsResult<f64> {
        let options: TrainOnOptions = convert::train_on_options(&options)?;
        let run = options.checked(examples as usize).map_err(refused)?;
        self.inner.begin(run, false).await.map_err(refused)?;
        Ok(run.steps as f64)
    }

    /// Takes up to `count` steps in one submission, and returns the mean loss of each.
    ///
    /// # Errors
    /// The card was lost.
    #[wasm_bindgen(unchecked_return_type = "Float32Array")]
    pub async fn advance(&mut self, count: f64) -> JsResult {
        Ok(convert::floats(&self.inner.advance(count as usize).await.map_err(refused)?))
    }

    /// Waits for a submission without a step.
    ///
    /// # Errors
    /// The card was lost.
    pub async fn idle(&self) -> JsResult<()> {
        self.inner.idle().await.map_err(refused)
    }

    /// A copy of its state.
    ///
    /// # Errors
    /// The card was lost.
    #[wasm_bindgen(unchecked_return_type = "Handover")]
    pub async fn state(&self) -> JsResult {
        let state = self.inner.state().await.map_err(refused)?;
        convert::handover_object(Handover::of(&state, self.seed, convert::floats))
    }

    /// Compares examples on the card and on the CPU, tensor by tensor, as the interface shows them.
    ///
    /// # Errors
    /// The card was lost, or has too little memory.
    #[wasm_bindgen(unchecked_return_type = "Omit<Comparison, \"apart\">[]")]
    pub async fn compare(&mut self, contexts: Vec<u32>, targets: Vec<u32>) -> JsResult {
        let State { parameters, .. } = self.inner.state().await.map_err(refused)?;
        let traced = self.inner.network().trace(&contexts, &targets).await.map_err(refused)?;
        let mut cpu = Cpu::new(parameters.layout.config);
        cpu.gradients(&parameters, &contexts, &targets);
        comparisons(&traced, &cpu)
    }
}

fn state(handover: &JsValue) -> JsResult<State> {
    convert::handover(handover)?.state().map_err(refused)
}

fn agreement_object(agreement: &proof::Agreement) -> JsValue {
    convert::shape!(
        /// How well one tensor of the card agrees with the CPU's: max|gpu - cpu| / max|cpu|. A parameter stands for itself after an update.
        Agreement {
            tensor: "string" = agreement.tensor.name().into(),
            difference: "number" = agreement.difference.into(),
        }
    )
}

fn proof_object(proof: &Proof) -> JsValue {
    convert::shape!(
        /// One small step on both.
        Proof {
            tensors: "readonly Agreement[]" = proof.tensors.iter().map(agreement_object).collect::<Array>().into(),
            worst: "Agreement" = agreement_object(&proof.worst()),
            /// Why the card is not trusted; null where it is.
            refusal: "string | null" = proof.refusal().map_or(JsValue::NULL, |text| text.into()),
        }
    )
}

/// Every tensor with the numbers of both, dE as d x |V|.
fn comparisons(traced: &Traced, cpu: &Cpu) -> JsResult {
    let config = *cpu.config();
    let all = Array::new();
    for agreement in proof::compare(traced, cpu) {
        let tensor = agreement.tensor;
        let (gpu, ours) = if tensor == Tensor::L {
            (traced.losses.clone(), vec![cpu.mean_loss()])
        } else {
            let theirs = traced.tensors.iter().find(|(name, _)| *name == tensor);
            let (Some((_, gpu)), Some(ours)) = (theirs, cpu.tensor(tensor)) else {
                return Err(refused(Error::State(reason::not_traced())));
            };
            (shown(tensor, gpu, &config), shown(tensor, ours, &config))
        };
        let shape: Array = tensor.shape(&config).iter().map(|&size| JsValue::from_f64(size as f64)).collect();
        all.push(&convert::shape!(
            /// One tensor of an example on both, as the interface shows it.
            Compared extends Agreement (agreement_object(&agreement)) {
                shape: "readonly number[]" = shape.into(),
                cpu: "Float32Array" = convert::floats(&ours),
                gpu: "Float32Array" = convert::floats(&gpu),
            }
        ));
    }
    Ok(all.into())
}

/// One example's numbers as the interface shows them.
fn shown(tensor: Tensor, data: &[f32], config: &Config) -> Vec<f32> {
    tensor.shown(config, data).iter().copied().collect()
}
