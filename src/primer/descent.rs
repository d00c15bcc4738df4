//! One step of gradient descent, theta' = theta - eta dL/dtheta, and the loss along that direction as a curve.

use super::{Classifier, Hidden, MAXIMUM_MAGNITUDE};
use crate::reason;
use crate::{Error, Result};

/// One step with step size eta, and the curve through both of its ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Descent<M> {
    /// The network after the step.
    pub moved: M,
    /// The loss in nats at eta = 0.
    pub before: f64,
    /// The loss in nats after the step.
    pub after: f64,
    /// (eta, loss in nats), evenly spaced from 0 to twice the step, so that an overshoot is visible on both sides.
    /// The first point is `before`, the middle one `after`.
    pub curve: Vec<[f64; 2]>,
}

/// Half the curve's intervals: the middle sample is the step itself.
const HALF: usize = 50;

/// The samples, each a network. [`Error::Value`] if a cell leaves its range, or for an eta that is no number, negative or too large.
fn descent<M>(eta: f64, at: impl Fn(f64) -> Result<M>, loss: impl Fn(&M) -> f64) -> Result<Descent<M>> {
    if !(0.0..=MAXIMUM_MAGNITUDE).contains(&eta) {
        return Err(Error::value("eta", eta, reason::number_between(0.0, MAXIMUM_MAGNITUDE)));
    }
    let leaves = |error: Error| Error::value("eta", eta, reason::smaller_step(error.to_string()));
    let curve = (0..=2 * HALF)
        .map(|i| {
            let eta = eta * (i as f64 / HALF as f64);
            Ok([eta, loss(&at(eta).map_err(leaves)?)])
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Descent { moved: at(eta)?, before: curve[0][1], after: curve[HALF][1], curve })
}

/// W - eta dL/dW, the gradient row by row.
fn moved<const R: usize>(mut weights: [[f64; 2]; R], gradient: &[f64], eta: f64) -> [[f64; 2]; R] {
    for (weight, slope) in weights.as_flattened_mut().iter_mut().zip(gradient) {
        *weight -= eta * slope;
    }
    weights
}

impl Classifier {
    /// One step with this eta.
    ///
    /// # Errors
    /// [`Error::Value`] if eta is not a number from 0 to 1000000, or if a cell leaves its range at the step or at the end of the curve.
    pub fn descend(&self, eta: f64) -> Result<Descent<Classifier>> {
        let dw = self.backward().dw;
        descent(
            eta,
            |eta| Classifier::new(self.x, moved(self.w, &dw, eta), self.y()),
            |model| model.forward().loss,
        )
    }
}

impl Hidden {
    /// One step of W and U together, with this eta.
    ///
    /// # Errors
    /// As for the classifier's.
    pub fn descend(&self, eta: f64) -> Result<Descent<Hidden>> {
        let back = self.backward();
        descent(
            eta,
            |eta| Hidden::new(self.x, moved(self.w, &back.dw, eta), moved(self.u, &back.du, eta), self.y()),
            |model| model.forward().output.loss,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::Primer;
    use super::*;
    use proptest::prelude::*;

    fn classifier() -> Classifier {
        Classifier::new([1.0, -0.5], [[0.2, 0.1], [-0.3, 0.4], [0.5, -0.2]], [0.0, 1.0, 0.0]).unwrap()
    }

    fn hidden() -> Hidden {
        let u = [[0.3, -0.1], [0.2, 0.6], [-0.4, 0.5]];
        Hidden::new([1.0, -0.5], [[0.4, -0.3], [0.8, 0.2]], u, [0.0, 0.0, 1.0]).unwrap()
    }

    #[test]
    fn a_step_goes_down_and_its_ends_lie_on_the_curve() {
        let step = classifier().descend(0.1).unwrap();
        assert!(step.after < step.before);
        assert_eq!(step.before, classifier().forward().loss);
        assert_eq!(step.after, step.moved.forward().loss);
        assert_eq!(step.curve[HALF], [0.1, step.after]);
        let step = hidden().descend(0.1).unwrap();
        assert!(step.after < step.before);
        assert_eq!(step.before, hidden().forward().output.loss);
        assert_eq!(step.after, step.moved.forward().output.loss);
        assert_eq!(step.curve[HALF], [0.1, step.after]);
    }

    /// The gradient's squared norm; the curves' first slopes are minus that.
    fn squared(gradients: &[&[f64]]) -> f64 {
        gradients.iter().flat_map(|all| all.iter()).map(|v| v * v).sum()
    }

    #[test]
    fn the_curve_starts_with_the_slope_minus_the_gradient_squared() {
        let back = hidden().backward();
        for (curve, squared) in [
            (classifier().descend(1e-4).unwrap().curve, squared(&[&classifier().backward().dw])),
            (hidden().descend(1e-4).unwrap().curve, squared(&[&back.dw, &back.du])),
        ] {
            let slope = (curve[1][1] - curve[0][1]) / curve[1][0];
            assert!((slope + squared).abs() < 1e-5, "{slope} and {squared}");
        }
    }

    proptest! {
        /// Why the page sends its reader to the hidden network for an overshoot: with one example the target's dL/dz is
        /// the only negative one, so the linear classifier's loss falls however far the step goes.
        #[test]
        fn one_example_of_the_linear_classifier_is_never_overshot(
            x in prop::array::uniform2(-2.0..2.0f64),
            w in prop::array::uniform3(prop::array::uniform2(-2.0..2.0f64)),
            target in 0usize..3,
            eta in 0.0..1e4f64,
        ) {
            let y = core::array::from_fn(|i| f64::from(u8::from(i == target)));
            let curve = Classifier::new(x, w, y).unwrap().descend(eta).unwrap().curve;
            for pair in curve.windows(2) {
                prop_assert!(pair[1][1] <= pair[0][1] + 1e-9);
            }
        }

        /// z'_i = z_i - eta (yhat_i - y_i) |x|^2: the closed form of the step.
        #[test]
        fn the_step_is_its_closed_form(
            x in prop::array::uniform2(-2.0..2.0f64),
            w in prop::array::uniform3(prop::array::uniform2(-2.0..2.0f64)),
            eta in 0.0..10.0f64,
        ) {
            let model = Classifier::new(x, w, [1.0, 0.0, 0.0]).unwrap();
            let (before, dz) = (model.forward().z, model.backward().dz);
            let after = model.descend(eta).unwrap().moved.forward().z;
            let length = x[0] * x[0] + x[1] * x[1];
            for i in 0..3 {
                prop_assert!((after[i] - (before[i] - eta * dz[i] * length)).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn too_large_a_step_overshoots_in_the_hidden_network_that_the_page_opens_with() {
        let hidden = Primer::default().hidden;
        let small = hidden.descend(0.1).unwrap();
        assert!(small.after < small.before);
        let large = hidden.descend(3.0).unwrap();
        assert!(large.after > large.before, "{} then {}", large.before, large.after);
        let lowest = large.curve.iter().map(|point| point[1]).fold(f64::INFINITY, f64::min);
        assert!(lowest < 0.8 * large.before, "nothing to overshoot: {lowest} of {}", large.before);
    }

    #[test]
    fn a_bad_eta_is_refused_in_its_own_name() {
        for eta in [f64::NAN, f64::INFINITY, -0.1, 1e308] {
            let error = classifier().descend(eta).unwrap_err().to_string();
            assert!(error.starts_with("eta is "), "{error}");
            assert!(hidden().descend(eta).is_err(), "{eta}");
        }
        let far = Classifier::new([1e6, 0.0], [[0.0; 2]; 3], [1.0, 0.0, 0.0]).unwrap();
        let error = far.descend(100.0).unwrap_err().to_string();
        assert!(
            error.starts_with("eta is 100; it must be smaller: along a step of this size w11 is "),
            "{error}"
        );
    }
}
