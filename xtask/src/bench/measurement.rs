//! A measurement: a figure of this crate, a figure of the alternative, and a goal.

/// A limit for the ratio of two figures, or for this crate's figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Goal {
    /// The ratio is at most this.
    AtMost(f64),
    /// The ratio is at least this.
    AtLeast(f64),
    /// The figure of this crate is at most this.
    Count(f64),
    /// No limit.
    None,
}

/// Two figures of one property.
#[derive(Clone, Debug, PartialEq)]
pub struct Measurement {
    pub name: String,
    pub ours: f64,
    /// `None` without an alternative.
    pub theirs: Option<f64>,
    pub goal: Goal,
}

impl Measurement {
    pub fn new(name: &str, ours: f64, theirs: f64, goal: Goal) -> Self {
        Self { name: name.to_owned(), ours, theirs: Some(theirs), goal }
    }

    /// Returns the ratio of this crate's figure to the other.
    pub fn ratio(&self) -> Option<f64> {
        self.theirs.filter(|theirs| *theirs > 0.0).map(|theirs| self.ours / theirs)
    }

    /// Returns whether the goal is met.
    pub fn is_met(&self) -> bool {
        let ratio = self.ratio().unwrap_or_default();
        match self.goal {
            Goal::AtMost(maximum) => ratio <= maximum,
            Goal::AtLeast(minimum) => ratio >= minimum,
            // Growing buffers add fractions of an allocation to each call.
            Goal::Count(maximum) => self.ours.round() <= maximum,
            Goal::None => true,
        }
    }

    /// Writes it as a line of text.
    pub fn to_line(&self) -> String {
        let (kind, value) = match self.goal {
            Goal::AtMost(value) => ("most", value),
            Goal::AtLeast(value) => ("least", value),
            Goal::Count(value) => ("count", value),
            Goal::None => ("none", 0.0),
        };
        let theirs = self.theirs.map(|figure| figure.to_string()).unwrap_or_default();
        format!("{}\t{}\t{theirs}\t{kind}\t{value}", self.name, self.ours)
    }

    /// Reads a line of [`to_line`](Self::to_line).
    pub fn read(line: &str) -> Option<Self> {
        let mut fields = line.split('\t');
        let (name, ours) = (fields.next()?.to_owned(), fields.next()?.parse().ok()?);
        let theirs = fields.next()?.parse().ok();
        let goal = match (fields.next()?, fields.next()?.parse().ok()?) {
            ("most", value) => Goal::AtMost(value),
            ("least", value) => Goal::AtLeast(value),
            ("count", value) => Goal::Count(value),
            _ => Goal::None,
        };
        Some(Self { name, ours, theirs, goal })
    }

    fn to_row(&self) -> String {
        let ratio = self.ratio().map(|ratio| format!("{ratio:.2}")).unwrap_or_default();
        let goal = match self.goal {
            Goal::AtMost(maximum) => format!("≤ {maximum:.2}"),
            Goal::AtLeast(minimum) => format!("≥ {minimum:.2}"),
            Goal::Count(maximum) => format!("≤ {}", format_figure(maximum)),
            Goal::None => String::new(),
        };
        let missed = if self.is_met() { "" } else { ", missed" };
        let theirs = self.theirs.map(format_figure).unwrap_or_default();
        let ours = format_figure(self.ours);
        format!("| {} | {ours} | {theirs} | {ratio} | {goal}{missed} |\n", self.name)
    }
}

/// Writes measurements as a Markdown table.
pub fn write_table(measurements: &[Measurement]) -> String {
    let rows: String = measurements.iter().map(Measurement::to_row).collect();
    format!(
        "| | this crate | reqwest by hand | ratio | goal |\n| --- | ---: | ---: | ---: | ---: |\n{rows}"
    )
}

/// Formats a figure with one decimal below 100, and with commas between thousands.
pub fn format_figure(value: f64) -> String {
    if value < 100.0 && value.fract() != 0.0 {
        return format!("{value:.1}");
    }
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_commas_between_thousands() {
        for (value, text) in [(0.0, "0"), (12.25, "12.2"), (999.0, "999"), (77_048.4, "77,048")] {
            assert_eq!(format_figure(value), text);
        }
    }

    #[test]
    fn a_goal_limits_the_ratio_or_the_figure() {
        for (goal, is_met) in [
            (Goal::AtMost(1.1), true),
            (Goal::AtMost(1.09), false),
            (Goal::AtLeast(1.1), true),
            (Goal::AtLeast(1.11), false),
            (Goal::Count(11.0), true),
            (Goal::Count(10.0), false),
            (Goal::None, true),
        ] {
            let measurement = Measurement::new("a", 11.0, 10.0, goal);
            assert_eq!(measurement.is_met(), is_met, "{goal:?}");
            assert_eq!(Measurement::read(&measurement.to_line()), Some(measurement));
        }
    }
}
