//! Compares values, either of which may be absent.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::syntax::Operator;

pub fn compares(left: Option<&Value>, operator: Operator, right: Option<&Value>) -> bool {
    match operator {
        Operator::Equal => are_equal(left, right),
        Operator::Unequal => !are_equal(left, right),
        Operator::Less => is_less(left, right),
        Operator::LessOrEqual => is_less(left, right) || are_equal(left, right),
        Operator::Greater => is_less(right, left),
        Operator::GreaterOrEqual => is_less(right, left) || are_equal(left, right),
    }
}

fn are_equal(left: Option<&Value>, right: Option<&Value>) -> bool {
    match (left, right) {
        (Some(Value::Number(left)), Some(Value::Number(right))) => {
            order(left, right) == Some(Ordering::Equal)
        }
        (Some(Value::Array(left)), Some(Value::Array(right))) => {
            let mut pairs = left.iter().zip(right);
            left.len() == right.len()
                && pairs.all(|(left, right)| are_equal(Some(left), Some(right)))
        }
        (Some(Value::Object(left)), Some(Value::Object(right))) => {
            let mut members = left.iter();
            left.len() == right.len()
                && members.all(|(name, value)| {
                    right.contains_key(name) && are_equal(Some(value), right.get(name))
                })
        }
        _ => left == right,
    }
}

/// Only numbers and strings have an order.
fn is_less(left: Option<&Value>, right: Option<&Value>) -> bool {
    match (left, right) {
        (Some(Value::Number(left)), Some(Value::Number(right))) => {
            order(left, right) == Some(Ordering::Less)
        }
        (Some(Value::String(left)), Some(Value::String(right))) => left < right,
        _ => false,
    }
}

fn order(left: &Number, right: &Number) -> Option<Ordering> {
    match (whole(left), whole(right)) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        // A number with a fraction is so small that the next integers are doubles, too.
        _ => left.as_f64()?.partial_cmp(&right.as_f64()?),
    }
}

/// A number as an integer, if it is one, however it is written: to the last digit, which not every double has.
fn whole(number: &Number) -> Option<i128> {
    let double = || number.as_f64().filter(|it| it.fract() == 0.0 && it.abs() < 2.0_f64.powi(127));
    let integer = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    integer.or_else(|| double().map(|double| double as i128))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The signs of the operators that are true of two values.
    fn true_signs(left: Option<&Value>, right: Option<&Value>) -> String {
        let operators = [
            ("==", Operator::Equal),
            ("!=", Operator::Unequal),
            ("<", Operator::Less),
            ("<=", Operator::LessOrEqual),
            (">", Operator::Greater),
            (">=", Operator::GreaterOrEqual),
        ];
        let holding = operators.into_iter().filter(|(_, it)| compares(left, *it, right));
        holding.map(|(sign, _)| sign).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn numbers_and_strings_have_an_order_and_other_values_are_equal_or_not() {
        const EQUAL: &str = "== <= >=";
        const LESS: &str = "!= < <=";
        for (left, right, expected) in [
            (json!(1), json!(1.0), EQUAL),
            (json!(0), json!(-0.0), EQUAL),
            (json!(-1), json!(0.5), LESS),
            (json!(i64::MIN), json!(u64::MAX), LESS),
            (json!(9007199254740992.0), json!(9007199254740993_u64), LESS),
            (json!(u64::MAX), json!(1e300), LESS),
            (json!("a"), json!("b"), LESS),
            (json!("\u{ffff}"), json!("😀"), LESS),
            (json!(null), json!(null), EQUAL),
            (json!(false), json!(true), "!="),
            (json!("1"), json!(1), "!="),
            (json!([1, [2]]), json!([1.0, [2.0]]), EQUAL),
            (json!([1]), json!([1, 2]), "!="),
            (json!({"a": 1, "b": {}}), json!({"b": {}, "a": 1.0}), EQUAL),
            (json!({"a": null}), json!({"b": null}), "!="),
        ] {
            assert_eq!(true_signs(Some(&left), Some(&right)), expected, "{left} {right}");
        }
    }

    #[test]
    fn what_is_absent_is_not_null() {
        assert_eq!(true_signs(None, None), "== <= >=");
        assert_eq!(true_signs(None, Some(&Value::Null)), "!=");
        assert_eq!(true_signs(Some(&json!(1)), None), "!=");
    }
}
