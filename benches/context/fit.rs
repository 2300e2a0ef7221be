//! The fit of the weights.

use crate::survey::Site;
use lacuna::resolve::context::{Features, REASONS};

const COLUMNS: usize = REASONS.len();

/// Steps of the ascent: further ones change no weight in its second digit.
const STEPS: usize = 100;

/// Multinomial logit by gradient ascent: the weights under which the right entries are likeliest.
pub fn fit<'a>(surveys: impl Iterator<Item = &'a Vec<Site>>) -> Features {
    let surveys: Vec<&Vec<Site>> = surveys.collect();
    let mut weights = [1.0f32; COLUMNS];
    let mut squares = [1e-6f32; COLUMNS];
    for _ in 0..STEPS {
        let mut gradient = [0.0f32; COLUMNS];
        for sites in &surveys {
            // A larger survey counts more, but a single one does not drown the others.
            let share = 1.0 / ((sites.len().max(1) as f32).sqrt() * surveys.len() as f32);
            for site in sites.iter().filter(|site| !site.right.is_empty()) {
                let scores: Vec<f32> =
                    site.rows.iter().map(|row| row.iter().zip(&weights).map(|(a, b)| a * b).sum()).collect();
                let top = scores.iter().copied().fold(f32::MIN, f32::max);
                let all: f32 = scores.iter().map(|score| (score - top).exp()).sum();
                let right: f32 = site.right.iter().map(|row| (scores[*row] - top).exp()).sum();
                for (row, (score, features)) in scores.iter().zip(&site.rows).enumerate() {
                    let mass = (score - top).exp();
                    let gain =
                        if site.right.contains(&row) { mass / right.max(1e-20) } else { 0.0 } - mass / all;
                    for (sum, value) in gradient.iter_mut().zip(features) {
                        *sum += share * gain * value;
                    }
                }
            }
        }
        for column in 0..COLUMNS {
            // A faint pull to zero, and steps by AdaGrad.
            let slope = gradient[column] - 0.002 * weights[column];
            squares[column] += slope * slope;
            weights[column] += 0.3 * slope / squares[column].sqrt();
        }
    }
    weights
}
