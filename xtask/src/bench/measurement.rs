//! A measurement: a figure of this crate beside one of what it is compared with, and how far apart they may be.

/// What one figure is against the other, or what it is itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Goal {
    /// The ratio is at most so much.
    AtMost(f64),
    /// The ratio is at least so much.
    AtLeast(f64),
    /// The figure of this crate is at most so much.
    Count(f64),
    /// It is there to be compared with.
    None,
}

/// Two figures of one thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Measurement {
    pub name: String,
    pub ours: f64,
    /// None where there is nothing to compare with.
    pub theirs: Option<f64>,
    pub goal: Goal,
}

impl Measurement {
    pub fn new(name: &str, ours: f64, theirs: f64, goal: Goal) -> Self {
        Self { name: name.to_owned(), ours, theirs: Some(theirs), goal }
    }

    /// How this crate's figure stands to the other.
    pub fn ratio(&self) -> Option<f64> {
        self.theirs.filter(|theirs| *theirs > 0.0).map(|theirs| self.ours / theirs)
    }

    /// Whether it is as it should be.
    pub fn is_met(&self) -> bool {
        let ratio = self.ratio().unwrap_or_default();
        match self.goal {
            Goal::AtMost(most) => ratio <= most,
            Goal::AtLeast(least) => ratio >= least,
            // Now and then a list grows, which is no matter of one call.
            Goal::Count(most) => self.ours.round() <= most,
            Goal::None => true,
        }
    }

    /// As a line of text.
    pub fn written(&self) -> String {
        let (kind, value) = match self.goal {
            Goal::AtMost(value) => ("most", value),
            Goal::AtLeast(value) => ("least", value),
            Goal::Count(value) => ("count", value),
            Goal::None => ("none", 0.0),
        };
        let theirs = self.theirs.map(|it| it.to_string()).unwrap_or_default();
        format!("{}\t{}\t{theirs}\t{kind}\t{value}", self.name, self.ours)
    }

    /// Reads what [`written`](Self::written) returns.
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

    fn row(&self) -> String {
        let ratio = self.ratio().map(|it| format!("{it:.2}")).unwrap_or_default();
        let goal = match self.goal {
            Goal::AtMost(most) => format!("≤ {most:.2}"),
            Goal::AtLeast(least) => format!("≥ {least:.2}"),
            Goal::Count(most) => format!("≤ {}", figure(most)),
            Goal::None => String::new(),
        };
        let missed = if self.is_met() { "" } else { ", missed" };
        let theirs = self.theirs.map(figure).unwrap_or_default();
        format!("| {} | {} | {theirs} | {ratio} | {goal}{missed} |\n", self.name, figure(self.ours))
    }
}

/// Measurements as a table in Markdown.
pub fn table(measurements: &[Measurement]) -> String {
    let rows: String = measurements.iter().map(Measurement::row).collect();
    format!(
        "| | this crate | reqwest by hand | ratio | goal |\n| --- | ---: | ---: | ---: | ---: |\n{rows}"
    )
}

/// A figure as people read it: with three digits that matter, and commas between thousands.
pub fn figure(value: f64) -> String {
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
    fn figures_are_read_as_people_write_them() {
        for (value, text) in [(0.0, "0"), (12.25, "12.2"), (999.0, "999"), (77_048.4, "77,048")] {
            assert_eq!(figure(value), text);
        }
    }

    #[test]
    fn a_goal_is_met_or_missed_by_the_ratio_or_by_the_figure_itself() {
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
            assert_eq!(Measurement::read(&measurement.written()), Some(measurement));
        }
    }
}
