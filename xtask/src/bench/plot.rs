//! Draws measurements as bars: the length is the ratio, and a line marks a ratio of one.

use super::measurement::{Goal, Measurement};

const ROW: usize = 26;
const LABEL: usize = 330;
/// The width of a ratio of one.
const ONE: f64 = 260.0;
/// Maximum length of a bar. A label shows the ratio.
const LONGEST: f64 = 2.0;

/// Draws an SVG image that is readable on light and dark backgrounds.
pub fn draw(title: &str, measurements: &[Measurement]) -> String {
    let rows: Vec<&Measurement> =
        measurements.iter().filter(|measurement| measurement.ratio().is_some()).collect();
    let height = (rows.len() + 2) * ROW;
    let width = LABEL as f64 + LONGEST * ONE + 60.0;
    let bars = rows.iter().enumerate();
    let bars: String = bars.map(|(index, row)| draw_bar(index + 1, row)).collect();
    let one = LABEL as f64 + ONE;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-label=\"{title}: this crate against reqwest by hand\">\n<style>\
         text {{ font: 13px sans-serif; fill: #24292f }} .bar {{ fill: #2f7d5b }} .missed {{ fill: #b4532a }} \
         .line {{ stroke: #57606a }} .goal {{ stroke: #0969da; stroke-width: 2 }} \
         @media (prefers-color-scheme: dark) {{ text {{ fill: #e6edf3 }} .line {{ stroke: #9198a1 }} }}\
         </style>\n<text x=\"4\" y=\"17\">{title}: ratio to reqwest by hand (grey line: the same; blue: the goal)</text>\n\
         {bars}<line class=\"line\" x1=\"{one}\" x2=\"{one}\" y1=\"{ROW}\" y2=\"{}\"/>\n</svg>\n",
        height - ROW / 2
    )
}

fn draw_bar(row: usize, measurement: &Measurement) -> String {
    let ratio = measurement.ratio().unwrap_or_default();
    let (top, length) = (row * ROW + 4, ratio.min(LONGEST) * ONE);
    let (text, end) = (top + 13, LABEL as f64 + length + 6.0);
    let class = if measurement.is_met() { "bar" } else { "bar missed" };
    let goal = match measurement.goal {
        Goal::AtMost(goal) | Goal::AtLeast(goal) => {
            let x = LABEL as f64 + goal.min(LONGEST) * ONE;
            format!(
                "<line class=\"goal\" x1=\"{x}\" x2=\"{x}\" y1=\"{}\" y2=\"{}\"/>",
                top - 2,
                top + 20
            )
        }
        Goal::Count(_) | Goal::None => String::new(),
    };
    format!(
        "<text x=\"4\" y=\"{text}\">{}</text><rect class=\"{class}\" x=\"{LABEL}\" y=\"{top}\" \
         width=\"{length:.1}\" height=\"18\"/>{goal}<text x=\"{end:.1}\" y=\"{text}\">{ratio:.2}</text>\n",
        measurement.name
    )
}
