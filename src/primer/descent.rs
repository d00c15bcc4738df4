//! One step of gradient descent, theta' = theta - eta dL/dtheta, and the loss along that direction as a curve.

use serde::Serialize;

use super::{Classifier, MAXIMUM_MAGNITUDE};
use crate::{Error, Result};

/// One step from W with step size eta, and the curve that both its ends lie on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Descent {
    /// W - eta dL/dW, 3 x 2.
    pub w: [[f64; 2]; 3],
    /// The loss in nats at eta = 0.
    pub before: f64,
    /// The loss in nats after the step.
    pub after: f64,
    /// (eta, loss in nats), evenly spaced from 0 to twice the step, so that an overshoot is seen on both sides.
    /// The first point is `before`, the middle one `after`.
    pub curve: Vec<[f64; 2]>,
}

/// Half the curve's intervals: the middle sample is the step itself.
const HALF: usize = 50;

impl Classifier {
    /// One step with this eta. [`Error::Value`] if eta is not a number from 0 to 1000000, or if the step (or the curve's
    /// far end) leaves the range that a cell may hold.
    pub fn descend(&self, eta: f64) -> Result<Descent> {
        if !(0.0..=MAXIMUM_MAGNITUDE).contains(&eta) {
            return Err(Error::value("eta", eta, "it must be a number from 0 to 1000000"));
        }
        let dw = self.backward().dw;
        let at = |eta: f64| {
            let mut w = self.w;
            for (column, slope) in dw.iter().enumerate() {
                w[column / 2][column % 2] -= eta * slope;
            }
            Classifier::new(self.x, w, self.y())
        };
        let curve = (0..=2 * HALF)
            .map(|i| {
                let eta = eta * (i as f64 / HALF as f64);
                Ok([eta, at(eta)?.forward().loss])
            })
            .collect::<Result<Vec<_>>>()?;
        Ok(Descent { w: at(eta)?.w, before: curve[0][1], after: curve[HALF][1], curve })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> Classifier {
        Classifier::new([1.0, -0.5], [[0.2, 0.1], [-0.3, 0.4], [0.5, -0.2]], [0.0, 1.0, 0.0]).unwrap()
    }

    #[test]
    fn a_step_goes_down_and_its_ends_lie_on_the_curve() {
        let step = model().descend(0.1).unwrap();
        assert!(step.after < step.before);
        assert_eq!(step.before, model().forward().loss);
        let moved = Classifier::new(model().x, step.w, model().y()).unwrap();
        assert_eq!(step.after, moved.forward().loss);
        assert_eq!(step.curve[HALF], [0.1, step.after]);
    }

    #[test]
    fn the_curve_starts_with_the_slope_minus_the_gradient_squared() {
        let squared: f64 = model().backward().dw.iter().map(|v| v * v).sum();
        let curve = model().descend(1e-4).unwrap().curve;
        let slope = (curve[1][1] - curve[0][1]) / curve[1][0];
        assert!((slope + squared).abs() < 1e-5, "{slope} and {squared}");
    }

    #[test]
    fn a_bad_eta_is_refused() {
        for eta in [f64::NAN, f64::INFINITY, -0.1, 1e308] {
            assert!(model().descend(eta).is_err(), "{eta}");
        }
    }
}
