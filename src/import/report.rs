//! The report of an import as text and as JSON.

use std::fmt::Write as _;

use crate::store::history::{Problem, Report};

/// The most problems that a report lists; it always says how many there were.
pub const PROBLEMS_LIMIT: usize = 10_000;

/// One line for each problem, `file:line: column "value": sentence`, and a line with its hint.
pub fn as_text(problems: &[Problem]) -> String {
    let mut out = String::new();
    for problem in problems {
        // Writing to a String cannot fail.
        let _ = write!(out, "{}", problem.file);
        if let Some(line) = problem.line {
            let _ = write!(out, ":{line}");
        }
        out.push_str(": ");
        if let Some(column) = &problem.column {
            let _ = write!(out, "{column} ");
        }
        if let Some(value) = &problem.value {
            let _ = write!(out, "\"{value}\" ");
        }
        if out.ends_with(' ') && !out.ends_with(": ") {
            out.truncate(out.len() - 1);
            out.push_str(": ");
        }
        let _ = writeln!(out, "{} [{}]", problem.message, problem.code);
        let _ = writeln!(out, "  hint: {}", problem.hint);
    }
    out
}

/// The report as one JSON object, indented.
pub fn as_json(report: &Report) -> String {
    // A report holds nothing that JSON cannot write.
    serde_json::to_string_pretty(report).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_one_line_and_its_hint() {
        let problem = Problem {
            file: "projects.csv".to_owned(),
            line: Some(12),
            column: Some("status".to_owned()),
            value: Some("9".to_owned()),
            code: "CODE_UNKNOWN".to_owned(),
            message: "expected a code of ActivityStatus".to_owned(),
            hint: "use one of 1, 2".to_owned(),
            record: None,
        };
        let whole_file = Problem { line: None, column: None, value: None, ..problem.clone() };
        assert_eq!(
            as_text(&[problem, whole_file]),
            "projects.csv:12: status \"9\": expected a code of ActivityStatus [CODE_UNKNOWN]\n  \
             hint: use one of 1, 2\n\
             projects.csv: expected a code of ActivityStatus [CODE_UNKNOWN]\n  \
             hint: use one of 1, 2\n"
        );
    }
}
