//! Plots as SVG; each has a title, a description, and a table that says the same.

use super::marks::count;
use crate::features::report::types::Year;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 190.0;
/// Room for the numbers at the left, and for the years below.
const LEFT: f64 = 34.0;
const BELOW: f64 = 24.0;
/// Earlier years than the last so many are counted in one bar.
const YEARS: i32 = 40;

/// One bar: a year, or all up to it.
struct Bar {
    year: i32,
    is_first_of_all: bool,
    works: usize,
}

impl Bar {
    fn name(&self) -> String {
        if self.is_first_of_all { format!("up to {}", self.year) } else { self.year.to_string() }
    }
}

/// The cited works by year, as bars.
pub(super) fn years(years: &[Year]) -> String {
    let (Some(first), Some(last)) = (years.first(), years.last()) else { return String::new() };
    let from = first.year.max(last.year - YEARS + 1);
    let within = |from: i32, to: i32| {
        years.iter().filter(|it| (from..=to).contains(&it.year)).map(|it| it.works).sum()
    };
    let has_earlier = first.year < from;
    let bars: Vec<Bar> = (from..=last.year)
        .map(|year| {
            let is_first_of_all = has_earlier && year == from;
            let works = within(if is_first_of_all { i32::MIN } else { year }, year);
            Bar { year, is_first_of_all, works }
        })
        .collect();
    let most = bars.iter().map(|it| it.works).max().unwrap_or(1).max(1);
    let step = step(most);
    let top = most.div_ceil(step) * step;
    let high = HEIGHT - BELOW;
    let y = |works: usize| high - (high - 8.0) * works as f64 / top as f64;
    let slot = (WIDTH - LEFT) / bars.len() as f64;
    let wide = (slot * 0.72).min(34.0);
    let mut drawn = String::new();
    for works in (0..=top).step_by(step) {
        let at = y(works);
        drawn += &format!(
            "<line x1={LEFT} x2={WIDTH} y1=\"{at:.1}\" y2=\"{at:.1}\"></line><text x={} y=\"{:.1}\" text-anchor=end>{works}</text>",
            LEFT - 8.0,
            at + 4.0
        );
    }
    let every = [1, 2, 5, 10].into_iter().find(|it| slot * f64::from(*it) >= 42.0).unwrap_or(10);
    for (at, bar) in bars.iter().enumerate() {
        let middle = LEFT + slot * (at as f64 + 0.5);
        let top = y(bar.works);
        drawn += &format!(
            "<rect x=\"{:.1}\" y=\"{top:.1}\" width=\"{wide:.1}\" height=\"{:.1}\"><title>{}: {}</title></rect>",
            middle - wide / 2.0,
            high - top,
            bar.name(),
            count(bar.works, "work", "works")
        );
        if bar.year % every == 0 || (bar.is_first_of_all && every > 1 && bar.year % every != every - 1) {
            let sign = if bar.is_first_of_all { "≤ " } else { "" };
            drawn += &format!(
                "<text x=\"{middle:.1}\" y={} text-anchor=middle>{sign}{}</text>",
                HEIGHT - 6.0,
                bar.year
            );
        }
    }
    let peak =
        bars.iter().max_by_key(|it| it.works).map(|it| format!("; most, {}, of {}", it.works, it.year));
    let told = format!("From {} to {}{}.", first.year, last.year, peak.unwrap_or_default());
    format!(
        "<svg class=chart viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=img aria-labelledby=\"years-title years-told\">\
         <title id=years-title>Cited works by year</title><desc id=years-told>{told}</desc>{drawn}</svg>\n"
    )
}

/// The distance between two lines, so that there are five at most above the lowest: 1, 2, 5, 10, 20.
fn step(most: usize) -> usize {
    let mut steps = (0..18).flat_map(|power| [1, 2, 5].map(|it| it * 10_usize.pow(power)));
    steps.find(|it| most <= it * 5).unwrap_or(most)
}
